import { CsvError } from "csv-parse";
import { parse } from "csv-parse/sync";
import type { Line } from "./lines";

/** What one record of a file turned out to be. `text` is its own lines, without the last line's end. */
export type FileRecord<T> = { line: number; lastLine: number; text: string } & (
  | { ok: true; value: T }
  | { ok: false; reason: string }
);

/** A quote left open must not swallow the file: past this many lines its first line is given up. */
const LONGEST_RECORD_LINES = 1000;

/**
 * Assembles records (a quoted cell may hold line ends) and reads their cells. A line that cannot be read is
 * reported alone and reading goes on at the line after it.
 */
export class CsvRecords {
  private waiting: Line[] = [];
  /** Quotes seen in `waiting`, counted line by line as they come. */
  private open = false;

  /** @param columns how many cells a record has; null while the header is read */
  constructor(
    private readonly delimiter: string,
    private readonly columns: number | null,
  ) {}

  push(line: Line): FileRecord<string[]>[] {
    if (this.waiting.length === 0) {
      if (line.cut) return [bad(line, "the line is longer than 4 MiB")];
      if (!line.text.includes('"')) {
        if (line.text.trim() === "") return [];
        return [this.judge([line], line.text.split(this.delimiter))];
      }
    }
    this.waiting.push(line);
    if (oddQuotes(line.text)) this.open = !this.open;
    if (this.open && this.waiting.length <= LONGEST_RECORD_LINES && !line.cut) return [];
    return this.settle(false);
  }

  end(): FileRecord<string[]>[] {
    return this.waiting.length > 0 ? this.settle(true) : [];
  }

  /** Takes whole records off the waiting lines; where none can be made, gives up the first line. */
  private settle(atEnd: boolean): FileRecord<string[]>[] {
    const records: FileRecord<string[]>[] = [];
    while (this.waiting.length > 0) {
      const [first] = this.waiting;
      if (!first) break;
      const count = closedAfter(this.waiting);
      if (count === 0 && !atEnd && this.waiting.length <= LONGEST_RECORD_LINES && !first.cut) break;
      const lines = this.waiting.slice(0, count);
      const read = count === 0 ? "a quote is opened and not closed" : this.readCells(lines);
      const record = typeof read === "string" ? null : this.judge(lines, read);
      if (record?.ok) {
        records.push(record);
        this.waiting.splice(0, count);
        continue;
      }
      const reason = typeof read === "string" ? read : record && !record.ok ? record.reason : "";
      if (first.text.trim() !== "") records.push(bad(first, first.cut ? "the line is longer than 4 MiB" : reason));
      this.waiting.shift();
    }
    this.open = this.waiting.reduce((open, line) => (oddQuotes(line.text) ? !open : open), false);
    return records;
  }

  private readCells(lines: Line[]): string[] | string {
    const text = lines.map((line) => line.text).join("\n");
    if (!text.includes('"')) return text.split(this.delimiter);
    try {
      const rows: string[][] = parse(text, { delimiter: this.delimiter, relax_column_count: true });
      return rows.length === 1 && rows[0] ? rows[0] : "the quotes of this line do not fit";
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      return `the quotes of this line do not fit (${error.code.toLowerCase().replace("csv_", "").replaceAll("_", " ")})`;
    }
  }

  private judge(lines: Line[], cells: string[]): FileRecord<string[]> {
    const line = lines[0]?.number ?? 0;
    const lastLine = lines.at(-1)?.number ?? line;
    const text = lines.length === 1 ? (lines[0]?.text ?? "") : lines.map((each) => each.text).join("\n");
    if (this.columns !== null && cells.length !== this.columns) {
      return { line, lastLine, text, ok: false, reason: `expected ${this.columns} columns, found ${cells.length}` };
    }
    return { line, lastLine, text, ok: true, value: cells };
  }
}

function bad(line: Line, reason: string): FileRecord<string[]> {
  return { line: line.number, lastLine: line.number, text: line.text, ok: false, reason };
}

function oddQuotes(text: string): boolean {
  let odd = false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
}

/** How many of the lines, from the first, make text whose quotes are all closed; 0 when none do. */
function closedAfter(lines: readonly Line[]): number {
  let open = false;
  for (const [index, line] of lines.entries()) {
    if (oddQuotes(line.text)) open = !open;
    if (!open) return index + 1;
  }
  return 0;
}
