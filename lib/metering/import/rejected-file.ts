import { access, constants, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { ImportError } from "./import-error";

export interface RejectedLine {
  line: number;
  reason: string;
  /** The line as the file has it. */
  text: string;
}

const HEADER = "line,reason,content\n";

/**
 * FILE.rejected: the lines that were not imported, as CSV with line number, reason and content. It lies beside
 * the file, or in another folder where that one cannot be written; only its owner may read it; it is made
 * with the first bad line.
 */
export class RejectedFile {
  private made = false;

  private constructor(
    readonly path: string,
    private readonly kept: string,
  ) {}

  /** @param upTo lines rejected before an interruption are kept up to this one; those after it are read again */
  static async prepare(file: string, fallbackFolder: string, upTo: number): Promise<RejectedFile> {
    const place = await placeFor(file, fallbackFolder);
    const kept = upTo > 0 ? await keptLines(place, upTo) : "";
    if (kept === "") await rm(place, { force: true });
    const rejected = new RejectedFile(place, kept);
    if (kept !== "") await rejected.begin();
    return rejected;
  }

  get exists(): boolean {
    return this.made;
  }

  async write(lines: readonly RejectedLine[]): Promise<void> {
    if (lines.length === 0) return;
    if (!this.made) await this.begin();
    const file = await open(this.path, "a", 0o600);
    try {
      await file.write(lines.map(row).join(""));
    } finally {
      await file.close();
    }
  }

  private async begin(): Promise<void> {
    await writeFile(this.path, HEADER + this.kept, { mode: 0o600 });
    this.made = true;
  }
}

async function placeFor(file: string, fallbackFolder: string): Promise<string> {
  const name = `${path.basename(file)}.rejected`;
  const places = [path.join(path.dirname(file), name), path.join(fallbackFolder, name)];
  for (const place of places) if (await usable(place)) return place;
  throw new ImportError(`Bad lines cannot be noted: neither ${places.join(" nor ")} can be written.`);
}

/** A file of that name which is not ours is not overwritten. */
async function usable(place: string): Promise<boolean> {
  try {
    const folder = path.dirname(place);
    await access(folder, constants.W_OK);
    // Root may write anywhere; a folder that nobody is meant to write to is left alone all the same.
    if (((await stat(folder)).mode & 0o222) === 0) return false;
  } catch {
    return false;
  }
  try {
    await access(place, constants.W_OK);
    return (await readFile(place, "utf8")).startsWith(HEADER);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ENOENT";
  }
}

async function keptLines(place: string, upTo: number): Promise<string> {
  const text = await readFile(place, "utf8").catch(() => "");
  const rows: string[][] = parse(text, { from: 2, relax_column_count: true, relax_quotes: true });
  return rows
    .map(([line, reason = "", content = ""]) => ({ line: Number(line), reason, text: content }))
    .filter(({ line }) => line <= upTo)
    .map(row)
    .join("");
}

function row({ line, reason, text }: RejectedLine): string {
  return `${line},${quoted(reason)},${quoted(text)}\n`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
