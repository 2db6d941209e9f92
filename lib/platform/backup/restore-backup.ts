import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import pg, { type ClientBase, escapeIdentifier } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { migrate } from "../migrations";
import { BackupError, type BackupHeader, type FrameReader } from "./format";
import { openBackup } from "./verify-backup";

/** A row in one of these means that somebody's data are there already. */
const MUST_BE_EMPTY = ["app_user", "api_token", "usage_event", "rejected_event"];

export interface RestoreOptions {
  url: string;
  file: string;
  migrationsFolder?: string;
  onProgress?: (rowsDone: number, rows: number) => void;
}

/**
 * Fills an empty database from a verified backup: migrates to the backup's version, loads every
 * table in one transaction, then migrates on to this version. A failure leaves it empty.
 * @throws BackupError when the database is not empty, or the backup is of a newer version
 */
export async function restoreBackup(options: RestoreOptions): Promise<BackupHeader> {
  const folder = options.migrationsFolder ?? path.resolve("prisma/migrations");
  const reader = openBackup(options.file);
  const header = await reader.header();
  refuseUnknownMigrations(header, folder);
  await refuseFilledDatabase(options.url, header);
  await migrateTo(options.url, header, folder);
  const client = new pg.Client({ connectionString: options.url, application_name: "costwarden-restore" });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query("SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL statement_timeout = 0");
    await load(client, reader, header, options.onProgress);
    await client.query("COMMIT");
    await client.query("ANALYZE");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
  await migrate(options.url, folder);
  return header;
}

function refuseUnknownMigrations(header: BackupHeader, folder: string): void {
  for (const { name, checksum } of header.migrations) {
    const file = path.join(folder, name, "migration.sql");
    if (!existsSync(file)) {
      throw new BackupError(
        `It was made by a newer Costwarden (its database has the migration ${name}); restore it with that version.`,
      );
    }
    if (createHash("sha256").update(readFileSync(file)).digest("hex") !== checksum) {
      throw new BackupError(
        `It was made by another build of Costwarden (the migration ${name} differs); restore it with that build.`,
      );
    }
  }
}

async function refuseFilledDatabase(url: string, header: BackupHeader): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    const exists = async (table: string) =>
      (await client.query<{ there: boolean }>("SELECT to_regclass($1) IS NOT NULL AS there", [table])).rows[0]?.there === true;
    for (const table of MUST_BE_EMPTY) {
      if (!(await exists(table))) continue;
      const { rowCount } = await client.query(`SELECT 1 FROM ${escapeIdentifier(table)} LIMIT 1`);
      if (rowCount) {
        throw new BackupError(
          `This installation is not empty (${table} has rows): restore into a new data directory or a new database. Nothing was changed.`,
        );
      }
    }
    if (!(await exists("_prisma_migrations"))) return;
    const known = header.migrations.map(({ name }) => name);
    const newer = await client.query<{ name: string }>(
      "SELECT migration_name AS name FROM _prisma_migrations WHERE NOT migration_name = ANY ($1) LIMIT 1",
      [known],
    );
    if (newer.rows[0]) {
      throw new BackupError(
        "This database already has a newer version's tables: restore into a new data directory or a new database.",
      );
    }
  } finally {
    await client.end();
  }
}

/** Prisma's folder layout is what `migrate` reads; a folder with only the backup's migrations stops there. */
async function migrateTo(url: string, header: BackupHeader, folder: string): Promise<void> {
  const part = await mkdtemp(path.join(tmpdir(), "costwarden-restore-"));
  try {
    for (const { name } of header.migrations) await cp(path.join(folder, name), path.join(part, name), { recursive: true });
    await migrate(url, part);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

async function load(
  client: ClientBase,
  reader: FrameReader,
  header: BackupHeader,
  onProgress: RestoreOptions["onProgress"],
): Promise<void> {
  // Migrations put rows of their own into some tables; the backup has its own version of these.
  await client.query(`TRUNCATE ${header.tables.map(({ name }) => escapeIdentifier(name)).join(", ")}`);
  for (const { name, parent, bound } of header.partitions) {
    await client.query(`CREATE TABLE IF NOT EXISTS ${escapeIdentifier(name)} PARTITION OF ${escapeIdentifier(parent)} ${bound}`);
  }
  const all = header.tables.reduce((sum, table) => sum + table.rows, 0);
  let done = 0;
  for (const { name, columns, rows } of header.tables) {
    const target = client.query(
      copyFrom(`COPY ${escapeIdentifier(name)} (${columns.map(escapeIdentifier).join(", ")}) FROM STDIN`),
    );
    await pipeline(reader.table(), target);
    if (target.rowCount !== rows) throw new BackupError(`${name} took ${target.rowCount} rows instead of ${rows}.`);
    done += rows;
    onProgress?.(done, all);
  }
  await reader.end();
  for (const { table, column, last_value, is_called } of header.sequences) {
    await client.query("SELECT setval(pg_get_serial_sequence($1, $2), $3::bigint, $4)", [
      escapeIdentifier(table),
      column,
      last_value,
      is_called,
    ]);
  }
}
