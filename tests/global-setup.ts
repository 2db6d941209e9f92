import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbeddedDatabase } from "../lib/platform/embedded-database";
import { migrate } from "../lib/platform/migrations";

declare module "vitest" {
  interface ProvidedContext {
    /** The server's URL; its database `costwarden_template` has every migration applied. */
    databaseServer: string;
  }
}

/** One real PostgreSQL for the run, with a migrated template that each test file copies. */
export default async function setup(project: TestProject) {
  const root = mkdtempSync(path.join(tmpdir(), "costwarden-test-"));
  chmodSync(root, 0o755);
  const database = await startEmbeddedDatabase({
    directory: path.join(root, "db"),
    settings: ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300"],
  });
  const admin = new pg.Client(database.url);
  await admin.connect();
  await admin.query("CREATE DATABASE costwarden_template");
  await admin.end();
  await migrate(database.url.replace(/\/postgres$/, "/costwarden_template"));
  project.provide("databaseServer", database.url);
  return async () => {
    await database.stop();
    rmSync(root, { recursive: true, force: true });
  };
}
