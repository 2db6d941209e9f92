import { createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import pg, { type ClientBase, escapeIdentifier } from "pg";
import { to as copyTo } from "pg-copy-streams";
import { describeDatabase } from "./describe-database";
import { type BackupHeader, FORMAT, FrameWriter, VERSION } from "./format";

/** Ledgers compress well even at a low level, and the disk is not the bottleneck. */
const GZIP_LEVEL = 3;

export interface BackupOptions {
  url: string;
  file: string;
  secretCheck: string;
  secret?: string;
  createdAt: Date;
  signal?: AbortSignal;
  onProgress?: (rowsOfTablesDone: number, rows: number) => void;
}

/**
 * Writes everything the database holds at one instant to a file, while others go on writing. The
 * file appears under its name when it is complete and on disk; only its owner may read it.
 */
export async function writeBackup(options: BackupOptions): Promise<BackupHeader> {
  const client = new pg.Client({ connectionString: options.url, application_name: "costwarden-backup" });
  client.on("error", () => {});
  await client.connect();
  const partial = `${options.file}.partial`;
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    await client.query("SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL statement_timeout = 0");
    const header: BackupHeader = {
      format: FORMAT,
      version: VERSION,
      created_at: options.createdAt.toISOString(),
      secret_check: options.secretCheck,
      ...(options.secret ? { secret: options.secret } : {}),
      ...(await describeDatabase(client)),
    };
    await rm(partial, { force: true });
    await pipeline(
      Readable.from(content(client, header, options)),
      createGzip({ level: GZIP_LEVEL }),
      createWriteStream(partial, { flags: "wx", mode: 0o600 }),
      options.signal ? { signal: options.signal } : {},
    );
    await client.query("COMMIT");
    await flush(partial);
    await rename(partial, options.file);
    await flush(path.dirname(options.file));
    return header;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

async function* content(client: ClientBase, header: BackupHeader, options: BackupOptions): AsyncGenerator<Buffer> {
  const writer = new FrameWriter();
  yield writer.line(header);
  const all = header.tables.reduce((sum, table) => sum + table.rows, 0);
  let done = 0;
  for (const { name, columns, rows } of header.tables) {
    // A query, not the table's name: COPY reads no partitioned table directly.
    const list = columns.map(escapeIdentifier).join(", ");
    const stream = client.query(copyTo(`COPY (SELECT ${list} FROM ${escapeIdentifier(name)}) TO STDOUT`));
    for await (const chunk of stream) yield* writer.frame(chunk as Buffer);
    yield writer.endOfTable();
    done += rows;
    options.onProgress?.(done, all);
  }
  yield writer.digest();
}

async function flush(at: string): Promise<void> {
  const handle = await open(at, "r");
  await handle.sync().catch(() => {});
  await handle.close();
}
