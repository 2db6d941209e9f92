import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { BackupError, type BackupHeader, FrameReader } from "./format";

const LINE_FEED = 10;

/** Opens a backup for reading; what is wrong with the gzip around it becomes a BackupError too. */
export function openBackup(file: string): FrameReader {
  return new FrameReader(unzipped(file));
}

async function* unzipped(file: string): AsyncGenerator<Buffer> {
  const source = createReadStream(file);
  const plain = createGunzip();
  source.once("error", (error) => plain.destroy(error));
  try {
    for await (const chunk of source.pipe(plain)) yield chunk as Buffer;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (code === "Z_BUF_ERROR") throw new BackupError("It is cut off before its end.");
    if (code.startsWith("Z_")) throw new BackupError("It is not a Costwarden backup, or it is damaged.");
    throw error;
  } finally {
    source.destroy();
  }
}

/** Reads a backup to its end: checksum, framing, and as many rows as its header says. */
export async function verifyBackup(file: string): Promise<BackupHeader> {
  const reader = openBackup(file);
  const header = await reader.header();
  for (const table of header.tables) {
    let rows = 0;
    for await (const data of reader.table()) rows += lines(data);
    if (rows !== table.rows) throw new BackupError(`It is damaged: ${table.name} has ${rows} rows instead of ${table.rows}.`);
  }
  await reader.end();
  return header;
}

/** COPY text writes a line feed inside a value as \n, so each line feed ends a row. */
function lines(data: Buffer): number {
  let count = 0;
  for (let at = data.indexOf(LINE_FEED); at >= 0; at = data.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}
