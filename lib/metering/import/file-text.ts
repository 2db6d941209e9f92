import { createReadStream, type ReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { ImportError } from "./import-error";

/** What the first bytes of a file say about how to read it as text. */
export interface FileEncoding {
  gzip: boolean;
  charset: "utf-8" | "utf-16le" | "utf-16be";
}

/** First bytes of files that people take for text. */
const FOREIGN: [magic: string, name: string][] = [
  ["504b0304", "a ZIP archive or an Excel workbook; unpack it, or save the sheet as CSV"],
  ["d0cf11e0", "an old Excel workbook; save the sheet as CSV"],
  ["50415231", "a Parquet file; export it as CSV or NDJSON"],
  ["28b52ffd", "compressed with zstd; unpack it, or compress it with gzip"],
  ["425a68", "compressed with bzip2; unpack it, or compress it with gzip"],
  ["fd377a58", "compressed with xz; unpack it, or compress it with gzip"],
];
const HEAD_BYTES = 256 * 1024;

/** @throws ImportError when the path is no readable file */
export async function fileSize(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new ImportError(`${path} is a folder; name the files in it.`);
    return found.size;
  } catch (error) {
    throw readable(path, error);
  }
}

export async function detectEncoding(path: string): Promise<FileEncoding> {
  const first = await firstBytes(path, 4);
  const gzip = first.subarray(0, 2).toString("hex") === "1f8b";
  const inner = gzip ? await firstInner(path) : first;
  const magic = inner.toString("hex");
  const foreign = FOREIGN.find(([start]) => magic.startsWith(start));
  if (foreign) throw new ImportError(`${path} is ${foreign[1]}.`);
  if (magic.startsWith("fffe")) return { gzip, charset: "utf-16le" };
  if (magic.startsWith("feff")) return { gzip, charset: "utf-16be" };
  return { gzip, charset: "utf-8" };
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw readable(path, error);
  }
}

async function firstInner(path: string): Promise<Buffer> {
  for await (const chunk of bytesOf(path, true).bytes) return chunk.subarray(0, 4);
  return Buffer.alloc(0);
}

/** The beginning of the text, at most about 256 KiB. */
export async function headOf(path: string, encoding: FileEncoding): Promise<string> {
  let head = "";
  for await (const piece of textOf(path, encoding).text) {
    head += piece;
    if (head.length >= HEAD_BYTES) break;
  }
  return head;
}

interface OpenText {
  text: AsyncGenerator<string>;
  /** Bytes of the file read so far (compressed ones, where it is compressed). */
  bytesRead: () => number;
}

/** The text of a file piece by piece, without its byte order mark. */
export function textOf(path: string, encoding: FileEncoding): OpenText {
  const opened = bytesOf(path, encoding.gzip);
  return { text: decode(opened.bytes, encoding.charset), bytesRead: () => opened.file.bytesRead };
}

async function* decode(bytes: AsyncGenerator<Buffer>, charset: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(charset);
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

function bytesOf(path: string, gzip: boolean): { bytes: AsyncGenerator<Buffer>; file: ReadStream } {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  // The callback takes the error, so that it reaches the reader through the stream alone.
  const stream = gzip ? pipeline(file, createGunzip({ chunkSize: 256 * 1024 }), () => {}) : file;
  return { bytes: chunks(path, stream), file };
}

async function* chunks(path: string, stream: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    throw readable(path, error);
  }
}

const REASONS: Record<string, string> = {
  ENOENT: "does not exist",
  EACCES: "may not be read by this user",
  EPERM: "may not be read by this user",
  EISDIR: "is a folder; name the files in it",
  Z_BUF_ERROR: "ends in the middle of its gzip data",
  Z_DATA_ERROR: "has damaged gzip data",
};

function readable(path: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "") return error;
  return new ImportError(`${path} ${REASONS[code] ?? `cannot be read (${code})`}.`, false, { cause: error });
}
