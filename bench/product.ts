import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { embeddedSettings } from "@/lib/platform/embedded/tuning";
import { freePort, startEmbeddedDatabase } from "@/lib/platform/embedded-database";

export interface Product {
  port: number;
  token: string;
  databaseUrl: string;
  stop(): Promise<void>;
}

const TOKEN = "cw_bench_token_of_more_than_32_characters";

async function untilReady(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`the product ended with ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the product did not become ready");
}

/** PostgreSQL with the product's own settings, and the built product on it in a process of its own. */
export async function startProduct(): Promise<Product> {
  const root = mkdtempSync(path.join(tmpdir(), "costwarden-bench-"));
  chmodSync(root, 0o755);
  const database = await startEmbeddedDatabase({ directory: path.join(root, "db"), settings: embeddedSettings() });
  const admin = new pg.Client(database.url);
  await admin.connect();
  await admin.query("CREATE DATABASE costwarden");
  await admin.end();
  const databaseUrl = database.url.replace(/\/postgres$/, "/costwarden");
  const port = await freePort();
  const child = spawn(process.execPath, ["--max-semi-space-size=192", "dist/main.mjs"], {
    env: {
      ...process.env,
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      COSTWARDEN_SECRET: "a secret for the benchmark only",
      COSTWARDEN_BOOTSTRAP_TOKEN: TOKEN,
      COSTWARDEN_WITHOUT_CONSOLE: "1",
      COSTWARDEN_LOG_LEVEL: "error",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  await untilReady(port, child);
  return {
    port,
    token: TOKEN,
    databaseUrl,
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
      await database.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
