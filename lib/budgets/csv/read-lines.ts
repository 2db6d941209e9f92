import { CsvError } from "csv-parse";
import { parse } from "csv-parse/sync";
import { DomainError, isDomainError } from "@/lib/platform/errors";
import { issueWords } from "@/lib/platform/http/issue-words";
import { type NewBudget, newBudget } from "../contract";
import { parsePeriodCell, parseScopeCell, parseThresholdsCell } from "./cells";
import { CSV_COLUMNS, type ImportAnswer, MOST_LINES } from "./contract";

type LineFault = ImportAnswer["errors"][number];

export interface CsvLine {
  line: number;
  /** The columns that say something: what a budget keeps is not in them. */
  given: string[];
  body: NewBudget;
}

const REQUIRED = ["name", "period", "limit"];

/** Reads budgets from CSV; each fault with its line and column. @throws validation_failed where nothing can be read at all */
export function readLines(text: string): { lines: CsvLine[]; faults: LineFault[] } {
  const records = recordsOf(text);
  const header = (records[0]?.cells ?? []).map((name) => name.trim().toLowerCase());
  if (header.length === 1 && /[;\t]/.test(header[0] ?? "")) throw refuse("the header (line 1) is not separated by commas");
  const unknown = header.filter((name) => !CSV_COLUMNS.some((column) => column === name));
  const missing = REQUIRED.filter((name) => !header.includes(name));
  const twice = header.find((name, at) => header.indexOf(name) !== at);
  if (unknown.length > 0 || missing.length > 0 || twice !== undefined) {
    const detail = twice
      ? `names the column ${twice} twice`
      : missing.length > 0
        ? `lacks the column${missing.length > 1 ? "s" : ""} ${missing.join(", ")}`
        : `has unknown columns: ${unknown.join(", ")}; these are: ${CSV_COLUMNS.join(", ")}`;
    throw refuse(`the header (line 1) ${detail}`);
  }
  const rows = records.slice(1);
  if (rows.length === 0) throw refuse("has a header and no budgets");
  if (rows.length > MOST_LINES) throw refuse(`has more than ${MOST_LINES} budgets; send them in parts`);
  const lines: CsvLine[] = [];
  const faults: LineFault[] = [];
  for (const { line, cells } of rows) {
    if (cells.length !== header.length) {
      faults.push({ line, column: null, detail: `has ${cells.length} cells, the header has ${header.length}` });
      continue;
    }
    const values = Object.fromEntries(header.map((name, at) => [name, plain(cells[at] ?? "")]));
    const read = readLine(line, values);
    if ("faults" in read) faults.push(...read.faults);
    else lines.push(read);
  }
  return { lines, faults };
}

function refuse(detail: string): DomainError {
  return new DomainError("validation_failed", `/csv: ${detail}.`, { errors: [{ pointer: "/csv", detail }] });
}

function recordsOf(text: string): { line: number; cells: string[] }[] {
  try {
    const found = parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true, info: true }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    // A record's own first line: a quoted cell may hold line ends.
    return found.map(({ record, info }) => ({
      line: info.lines - record.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0),
      cells: record,
    }));
  } catch (error) {
    if (error instanceof CsvError) throw refuse(`line ${error.lines ?? "?"} is not CSV: ${error.message}`);
    throw error;
  }
}

/** An export puts an apostrophe before what a spreadsheet would run as a formula. */
const plain = (cell: string) => cell.trim().replace(/^'(?=[=+\-@])/, "");

function readLine(line: number, values: Record<string, string>): CsvLine | { faults: LineFault[] } {
  const given = Object.keys(values).filter((name) => values[name] !== "");
  const body: Record<string, unknown> = {};
  const faults: LineFault[] = [];
  for (const name of given) {
    const text = values[name] as string;
    try {
      if (name === "scope") body.scope = parseScopeCell(text);
      else if (name === "period") body.period = parsePeriodCell(text);
      else if (name === "thresholds") body.thresholds = parseThresholdsCell(text);
      else body[name] = text;
    } catch (error) {
      if (!isDomainError(error)) throw error;
      faults.push({ line, column: name, detail: error.message });
    }
  }
  const parsed = newBudget.safeParse(body);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const [column, ...rest] = issue.path.map(String);
      const where = rest.length > 0 ? `${rest.join("/")}: ` : "";
      if (faults.some((fault) => fault.column === column)) continue;
      faults.push({
        line,
        column: column ?? null,
        detail: column && !given.includes(column) ? "is empty" : `${where}${issueWords(issue)}`,
      });
    }
  }
  return parsed.success && faults.length === 0 ? { line, given, body: parsed.data } : { faults };
}
