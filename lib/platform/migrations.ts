import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { migrateJobs } from "./jobs";

/** The advisory lock that `prisma migrate` itself takes; both tools keep out of each other's way. */
const PRISMA_MIGRATE_LOCK = 72707369;
const OLDEST_SERVER = 150000;

/** The database cannot be used as it is; the message says why and what to do. Nothing was changed. */
export class MigrationError extends Error {}

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

const CREATE_TABLE = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id varchar(36) PRIMARY KEY,
    checksum varchar(64) NOT NULL,
    finished_at timestamptz,
    migration_name varchar(255) NOT NULL,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0
  )`;

/**
 * Applies what is missing, each migration in a transaction of its own together with its row
 * in Prisma's table, so that `prisma migrate deploy` sees the same history. Several instances
 * may call it at once: an advisory lock lets one work and the others find nothing to do.
 * @returns the names applied
 * @throws MigrationError for a server older than 15, or data of a newer or altered version
 */
export async function migrate(databaseUrl: string, folder = path.join(process.cwd(), "prisma/migrations")): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "costwarden-migrations" });
  await client.connect();
  try {
    const { rows } = await client.query<{ server_version_num: string; server_version: string }>(
      "SELECT current_setting('server_version_num') AS server_version_num, current_setting('server_version') AS server_version",
    );
    const server = rows[0];
    if (!server || Number(server.server_version_num) < OLDEST_SERVER) {
      throw new MigrationError(`The database is PostgreSQL ${server?.server_version}; Costwarden needs 15 or newer.`);
    }
    await client.query("SELECT pg_advisory_lock($1)", [PRISMA_MIGRATE_LOCK]);
    const known = await readMigrations(folder);
    await refuseForeignHistory(client, known);
    await client.query(CREATE_TABLE);
    const done = await client.query<{ migration_name: string }>(
      "SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
    );
    const finished = new Set(done.rows.map((row) => row.migration_name));
    const missing = known.filter((migration) => !finished.has(migration.name));
    for (const migration of missing) await apply(client, migration);
    await migrateJobs(databaseUrl);
    return missing.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}

/** Data written by a newer version, or a history that was edited, is left untouched. */
async function refuseForeignHistory(client: pg.Client, known: Migration[]): Promise<void> {
  const table = await client.query<{ present: boolean }>("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present");
  if (!table.rows[0]?.present) return;
  const applied = await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
    "SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name",
  );
  const byName = new Map(known.map((migration) => [migration.name, migration]));
  for (const row of applied.rows) {
    const migration = byName.get(row.migration_name);
    if (!migration) {
      throw new MigrationError(
        `The database was written by a newer Costwarden (it has the migration ${row.migration_name}, this version does not). Start that version, or restore a backup. Nothing was changed.`,
      );
    }
    if (row.finished_at === null || migration.checksum !== row.checksum) {
      throw new MigrationError(
        `The database's migration ${row.migration_name} ${row.finished_at === null ? "did not finish" : "differs from this version's"}. Restore a backup. Nothing was changed.`,
      );
    }
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ($1, $2, now(), $3, 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}
