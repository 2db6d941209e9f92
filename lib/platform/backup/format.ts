import { createHash } from "node:crypto";
import { z } from "zod";

/**
 * A backup, before gzip: one line of JSON (the header), then for each table in the header's order
 * frames of COPY text (4 bytes of length, big-endian, then so many bytes; a frame of length 0 ends
 * the table), then the SHA-256 of everything so far as 64 hex digits and a line feed.
 * docs/decisions/0005 tells why.
 */
export const FORMAT = "costwarden-backup";
export const VERSION = 1;
const DIGEST_CHARACTERS = 65;
const MAX_HEADER_BYTES = 4 * 1024 * 1024;
const MAX_FRAME_BYTES = 512 * 1024 * 1024;

const tableSchema = z.object({
  name: z.string().min(1),
  columns: z.array(z.string().min(1)).min(1),
  rows: z.number().int().min(0),
});

const headerSchema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  created_at: z.string(),
  /** Recognises the secret that tokens and key fingerprints were digested under. */
  secret_check: z.string(),
  /** Present where the secret was generated: nobody else knows it, and the data are of little use without. */
  secret: z.string().optional(),
  migrations: z.array(z.object({ name: z.string().regex(/^\w+$/), checksum: z.string() })).min(1),
  partitions: z.array(
    z.object({
      name: z.string(),
      parent: z.string(),
      bound: z.string().regex(/^FOR VALUES (FROM|IN) \([-'\d :+,.]+\)( TO \([-'\d :+]+\))?$/),
    }),
  ),
  tables: z.array(tableSchema),
  sequences: z.array(
    z.object({ table: z.string(), column: z.string(), last_value: z.string().regex(/^\d+$/), is_called: z.boolean() }),
  ),
});

export type BackupHeader = z.infer<typeof headerSchema>;
export type BackupTable = z.infer<typeof tableSchema>;

/** The file is not a whole backup of this format; the message is one sentence. */
export class BackupError extends Error {}

/** Counts and digests what passes through. */
export class FrameWriter {
  readonly #hash = createHash("sha256");

  line(value: unknown): Buffer {
    return this.#take(Buffer.from(`${JSON.stringify(value)}\n`));
  }

  frame(data: Buffer): Buffer[] {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return [this.#take(length), this.#take(data)];
  }

  endOfTable(): Buffer {
    return this.#take(Buffer.alloc(4));
  }

  digest(): Buffer {
    return Buffer.from(`${this.#hash.digest("hex")}\n`);
  }

  #take(data: Buffer): Buffer {
    this.#hash.update(data);
    return data;
  }
}

/** Reads a backup front to back: `header`, then `table()` once for each table, then `end()`. */
export class FrameReader {
  readonly #hash = createHash("sha256");
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async header(): Promise<BackupHeader> {
    let end = this.#held.indexOf(10);
    while (end < 0) {
      if (this.#held.length > MAX_HEADER_BYTES || !(await this.#more())) throw new BackupError("It is not a Costwarden backup.");
      end = this.#held.indexOf(10);
    }
    const line = this.#digested(await this.#exactly(end + 1));
    let value: unknown;
    try {
      value = JSON.parse(line.toString("utf8"));
    } catch {
      throw new BackupError("It is not a Costwarden backup.");
    }
    const parsed = headerSchema.safeParse(value);
    if (parsed.success) return parsed.data;
    const of = value as { format?: unknown; version?: unknown } | null;
    throw new BackupError(
      of?.format === FORMAT && of.version !== VERSION
        ? `It is of format version ${of.version}; this Costwarden reads version ${VERSION}.`
        : "It is not a Costwarden backup, or its header is damaged.",
    );
  }

  async *table(): AsyncGenerator<Buffer> {
    for (;;) {
      const length = this.#digested(await this.#exactly(4)).readUInt32BE();
      if (length === 0) return;
      if (length > MAX_FRAME_BYTES) throw new BackupError("It is damaged.");
      yield this.#digested(await this.#exactly(length));
    }
  }

  /** @throws BackupError when a bit differs from what was written, or the file goes on */
  async end(): Promise<void> {
    const expected = this.#hash.digest("hex");
    const found = (await this.#exactly(DIGEST_CHARACTERS)).toString("latin1");
    if (found !== `${expected}\n`) throw new BackupError("It is damaged: its checksum differs.");
    if (this.#held.length > 0 || (await this.#more())) throw new BackupError("It is damaged: something follows its end.");
  }

  #digested(data: Buffer): Buffer {
    this.#hash.update(data);
    return data;
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#source.next();
    if (done) return false;
    this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value]);
    return true;
  }

  async #exactly(bytes: number): Promise<Buffer> {
    const parts = [this.#held];
    let have = this.#held.length;
    while (have < bytes) {
      const { value, done } = await this.#source.next();
      if (done) throw new BackupError("It is cut off before its end.");
      parts.push(value);
      have += value.length;
    }
    const all = parts.length === 1 ? this.#held : Buffer.concat(parts, have);
    this.#held = all.subarray(bytes);
    return all.subarray(0, bytes);
  }
}
