import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { closeDatabase, setDatabaseUrl } from "../lib/platform/database";

/**
 * Gives this test file a database of its own, copied from the migrated template, and points
 * the code's pool at it. Call once at the top of a *.db.test.ts file.
 */
export function useDatabase(): { url: () => string } {
  let url = "";
  beforeAll(async () => {
    const server = inject("databaseServer");
    const name = `test_${randomUUID().replaceAll("-", "")}`;
    const admin = new pg.Client(server);
    await admin.connect();
    // CREATE DATABASE fails while another session copies the same template: one file at a time.
    await admin.query("SELECT pg_advisory_lock(41)");
    await admin.query(`CREATE DATABASE ${name} TEMPLATE costwarden_template`);
    await admin.end();
    url = server.replace(/\/postgres$/, `/${name}`);
    setDatabaseUrl(url);
  });
  afterAll(async () => {
    await closeDatabase();
  });
  return { url: () => url };
}
