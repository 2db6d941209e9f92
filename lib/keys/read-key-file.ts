import { type Info, parse } from "csv-parse/sync";
import type { FieldError } from "@/lib/platform/errors";
import { KEY_COLUMNS, type KeyColumn, namesOf } from "./key-table";

export interface FileRow {
  /** Where the row begins; the header is line 1. */
  line: number;
  cells: Partial<Record<KeyColumn, string>>;
}

interface Parsed {
  record: string[];
  info: Info;
}

const MOST_ROWS = 1000;
/** An apostrophe that keeps a spreadsheet from running a cell as a formula. */
const GUARD = /^'(?=[=+\-@\t\r])/;

const isColumn = (name: string): name is KeyColumn => KEY_COLUMNS.some((column) => column === name);

/** The rows of a file with a header, or what is wrong with the file as such. */
export function readKeyFile(csv: string): FileRow[] | FieldError[] {
  let records: Parsed[];
  try {
    records = parse(csv, { bom: true, info: true, relax_column_count: true, skip_empty_lines: true }) as unknown as Parsed[];
  } catch (error) {
    const line = (error as { lines?: number }).lines;
    return [{ pointer: "/csv", detail: `is not CSV${line ? `: line ${line} cannot be read` : ""}` }];
  }
  const [head, ...rest] = records;
  const header = (head?.record ?? []).map((name) => name.trim().toLowerCase());
  const unknown = header.filter((name) => !isColumn(name));
  if (unknown.length > 0)
    return unknown
      .map(() => ({ pointer: "/csv/1", detail: `line 1: has a column that is not known; these are: ${KEY_COLUMNS.join(", ")}` }))
      .slice(0, 1);
  if (!header.includes("name")) return [{ pointer: "/csv/1", detail: "line 1: lacks the column name" }];
  if (rest.length > MOST_ROWS)
    return [{ pointer: "/csv", detail: `has ${rest.length} rows; at most ${MOST_ROWS} are taken at once` }];
  if (rest.length === 0) return [{ pointer: "/csv", detail: "holds no row below its header" }];
  let before = head?.info.lines ?? 1;
  return rest.map(({ record, info }) => {
    const line = before + 1;
    before = info.lines;
    const cells: FileRow["cells"] = {};
    for (const [at, name] of header.entries()) if (isColumn(name)) cells[name] = (record[at] ?? "").replace(GUARD, "").trim();
    return { line, cells };
  });
}

const LISTS: readonly KeyColumn[] = ["allowed_tenants", "allowed_features", "allowed_environments"];
/** For reading only, or told by the row's id. */
const READ_ONLY: readonly KeyColumn[] = ["id", "status"];
/** Empty cells that say something: that there is none. */
const CLEARED: readonly KeyColumn[] = ["owner", "rotation_days", "expires_at", "timezone"];

/** The fields that a row gives, as the API takes them. An empty cell of a new key leaves the field out. */
export function fieldsOf({ cells }: FileRow, isChange: boolean): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, cell = ""] of Object.entries(cells) as [KeyColumn, string | undefined][]) {
    if (READ_ONLY.includes(name)) continue;
    if (isChange && (name === "fingerprint" || name === "last4")) continue;
    if (LISTS.includes(name)) fields[name] = namesOf(cell);
    else if (cell === "") {
      if (isChange && CLEARED.includes(name)) fields[name] = null;
      else if (name === "purpose") fields[name] = "";
    } else fields[name] = name === "rotation_days" ? Number(cell) : cell;
  }
  return fields;
}
