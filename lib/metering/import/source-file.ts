import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { CsvRecords, type FileRecord } from "./csv-records";
import { detectEncoding, type FileEncoding, fileSize, headOf, textOf } from "./file-text";
import { ImportError } from "./import-error";
import { LineSplitter } from "./lines";
import { ndjsonRecord } from "./ndjson-records";
import type { FileFormat } from "./options";

/** A file to import, looked at but not yet read. */
export interface SourceFile {
  path: string;
  size: number;
  encoding: FileEncoding;
  format: FileFormat;
  delimiter: string;
  /** The header's cells; empty for NDJSON. */
  columns: string[];
  /** Last line of the header; 0 for NDJSON. */
  headerEnd: number;
}

/** @throws ImportError when it cannot be read, is empty, or is no CSV or NDJSON */
export async function inspectFile(
  file: string,
  options: { format: FileFormat | null; delimiter: string | null },
): Promise<SourceFile> {
  const size = await fileSize(file);
  const encoding = await detectEncoding(file);
  const head = await headOf(file, encoding);
  if (head.trim() === "") throw new ImportError(`${file} is empty.`);
  const format = options.format ?? formatOf(file, head);
  if (format === "ndjson") {
    if (head.trimStart().startsWith("[")) {
      throw new ImportError(`${file} is one JSON array; write one object a line (NDJSON), for example with jq -c '.[]'.`);
    }
    return { path: file, size, encoding, format, delimiter: "", columns: [], headerEnd: 0 };
  }
  const delimiter = options.delimiter ?? commonest(head.slice(0, head.search(/[\r\n]|$/)));
  const header = readHeader(head, delimiter);
  if (!header?.ok) throw new ImportError(`${file} has no readable header line${header ? `: ${header.reason}` : ""}.`);
  const columns = header.value.map((cell) => cell.trim());
  return { path: file, size, encoding, format, delimiter, columns, headerEnd: header.lastLine };
}

function formatOf(file: string, head: string): FileFormat {
  const extension = path.extname(file.replace(/\.gz$/i, "")).toLowerCase();
  if (extension === ".csv" || extension === ".tsv") return "csv";
  if (extension === ".ndjson" || extension === ".jsonl") return "ndjson";
  return /^\s*[{[]/.test(head) ? "ndjson" : "csv";
}

function commonest(headerLine: string): string {
  const bare = headerLine.replaceAll(/"[^"]*"/g, "");
  let best = ",";
  for (const each of [";", "\t", "|"]) if (bare.split(each).length > bare.split(best).length) best = each;
  return best;
}

function readHeader(head: string, delimiter: string): FileRecord<string[]> | undefined {
  const splitter = new LineSplitter();
  const records = new CsvRecords(delimiter, null);
  for (const line of [...splitter.push(head), ...splitter.end()]) {
    const [found] = records.push(line);
    if (found) return found;
  }
  return records.end()[0];
}

export interface ReadProgress {
  bytesRead: number;
}

/** The records after line `after`, in order. A record that cannot be read is reported in its place. */
export async function* recordsOf(
  file: SourceFile,
  after: number,
  progress?: ReadProgress,
): AsyncGenerator<FileRecord<unknown>[]> {
  const splitter = new LineSplitter();
  const csv = file.format === "csv" ? new CsvRecords(file.delimiter, file.columns.length) : null;
  const start = Math.max(after, file.headerEnd);
  const opened = textOf(file.path, file.encoding);
  const take = (lines: ReturnType<LineSplitter["push"]>) =>
    lines.flatMap((line) => (line.number <= start ? [] : csv ? csv.push(line) : ndjsonRecord(line)));
  for await (const piece of opened.text) {
    const records = take(splitter.push(piece));
    if (progress) progress.bytesRead = opened.bytesRead();
    if (records.length > 0) yield records;
  }
  yield [...take(splitter.end()), ...(csv?.end() ?? [])];
}

/** SHA-256 of the file's bytes: what "the same file" means, under whatever name. */
export async function digestOf(file: SourceFile): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file.path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest("hex");
}
