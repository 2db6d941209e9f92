import { type Info, parse } from "csv-parse/sync";
import type { FieldError } from "@/lib/platform/errors";
import { ENTRY_COLUMNS, type EntryColumn, namesOf } from "./entry-table";

export interface FileRow {
  /** Where the row begins; the header is line 1. */
  line: number;
  cells: Partial<Record<EntryColumn, string>>;
}

interface Parsed {
  record: string[];
  info: Info;
}

const MOST_ROWS = 5000;
/** An apostrophe that keeps a spreadsheet from running a cell as a formula. */
const GUARD = /^'(?=\s*[=+\-@＝＋－＠]|[\t\r\n])/;

const isColumn = (name: string): name is EntryColumn => ENTRY_COLUMNS.some((column) => column === name);
const headFault = (detail: string): FieldError[] => [{ pointer: "/csv/1", detail: `line 1: ${detail}` }];

/** The rows of a file with a header, or what is wrong with the file as such. */
export function readEntryFile(csv: string): FileRow[] | FieldError[] {
  let records: Parsed[];
  try {
    records = parse(csv, { bom: true, info: true, relax_column_count: true, skip_empty_lines: true }) as unknown as Parsed[];
  } catch (error) {
    const line = (error as { lines?: number }).lines;
    return [{ pointer: "/csv", detail: `is not CSV${line ? `: line ${line} cannot be read` : ""}` }];
  }
  const [head, ...rest] = records;
  const header = (head?.record ?? []).map((name) => name.trim().toLowerCase());
  if (header.some((name) => !isColumn(name)))
    return headFault(`has a column that is not known; these are: ${ENTRY_COLUMNS.join(", ")}`);
  for (const name of ["kind", "name"]) if (!header.includes(name)) return headFault(`lacks the column ${name}`);
  if (new Set(header).size < header.length) return headFault("names a column twice");
  if (rest.length > MOST_ROWS)
    return [{ pointer: "/csv", detail: `has ${rest.length} rows; at most ${MOST_ROWS} are taken at once` }];
  let before = head?.info.lines ?? 1;
  return rest.map(({ record, info }) => {
    const line = before + 1;
    before = info.lines;
    const cells: FileRow["cells"] = {};
    for (const [at, name] of header.entries()) if (isColumn(name)) cells[name] = (record[at] ?? "").replace(GUARD, "").trim();
    return { line, cells };
  });
}

/** Told by the row itself, or for reading only. */
const NOT_FIELDS: readonly EntryColumn[] = ["kind", "name", "first_seen", "last_seen"];

/** The fields that a row gives, as the API takes them: an empty cell says that there is none. */
export function fieldsOf({ cells }: FileRow): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, cell = ""] of Object.entries(cells) as [EntryColumn, string | undefined][]) {
    if (NOT_FIELDS.includes(name)) continue;
    fields[name] = name === "tags" ? namesOf(cell) : cell === "" ? null : cell;
  }
  return fields;
}
