import { overlap, type TargetField, targetField } from "./fields";
import { ImportError } from "./import-error";
import { parsePairs } from "./pairs";

export type FileFormat = "csv" | "ndjson";

/** Which column (CSV header) or path (NDJSON, dots between members) fills a field. */
export interface Mapping {
  field: TargetField;
  column: string;
}

/** A value every event of the import gets. */
export interface Setting {
  field: TargetField;
  text: string;
}

export interface ImportOptions {
  files: string[];
  mappings: Mapping[];
  settings: Setting[];
  /** Null: by the file's name and first character. */
  format: FileFormat | null;
  /** Null: whichever of comma, semicolon, tab and bar the header has most of. */
  delimiter: string | null;
  /** IANA zone of times that name none. */
  timezone: string;
  shiftToNow: boolean;
  source: string;
  /** Events a transaction. */
  batch: number;
  trustReported: boolean;
  /** Takes FILE.rejected where the file's own folder cannot be written. */
  workingFolder: string;
}

/** The options as the command line has them. */
export interface RawImportOptions {
  files: readonly string[];
  map?: readonly string[] | undefined;
  set?: readonly string[] | undefined;
  format?: string | undefined;
  delimiter?: string | undefined;
  timezone?: string | undefined;
  shiftToNow?: boolean | undefined;
  source?: string | undefined;
  batch?: string | undefined;
  trustReported?: boolean | undefined;
  workingFolder?: string | undefined;
}

const DELIMITERS: Record<string, string> = { tab: "\t", "\\t": "\t", comma: ",", semicolon: ";", bar: "|", pipe: "|" };

/** @throws ImportError: one sentence that names what is wrong */
export function parseImportOptions(raw: RawImportOptions): ImportOptions {
  if (raw.files.length === 0) throw new ImportError("Name at least one file: npm run import -- FILE --map field=COLUMN,...");
  const mappings = parsePairs("--map", raw.map ?? []).map(([name, column]) => ({ field: targetField(name), column }));
  const settings = parsePairs("--set", raw.set ?? []).map(([name, text]) => ({ field: targetField(name), text }));
  refuseOverlap([...mappings.map(({ field }) => field), ...settings.map(({ field }) => field)]);
  if (raw.format !== undefined && raw.format !== "csv" && raw.format !== "ndjson") {
    throw new ImportError(`--format is csv or ndjson, not "${raw.format}".`);
  }
  const delimiter = raw.delimiter === undefined ? null : (DELIMITERS[raw.delimiter] ?? raw.delimiter);
  if (delimiter !== null && (delimiter.length !== 1 || /["\r\n]/.test(delimiter))) {
    throw new ImportError(`--delimiter is one character (or "tab"), not "${raw.delimiter}".`);
  }
  const source = raw.source ?? "import";
  if (!/^[^\p{Cc}]{1,256}$/u.test(source)) throw new ImportError("--source has 1 to 256 characters and no control characters.");
  const batch = Number(raw.batch ?? 5000);
  if (!Number.isInteger(batch) || batch < 1 || batch > 20_000) {
    throw new ImportError(`--batch is a whole number from 1 to 20000, not "${raw.batch}".`);
  }
  return {
    files: [...raw.files],
    mappings,
    settings,
    format: raw.format ?? null,
    delimiter,
    timezone: zone(raw.timezone ?? "UTC"),
    shiftToNow: raw.shiftToNow ?? false,
    source,
    batch,
    trustReported: raw.trustReported ?? false,
    workingFolder: raw.workingFolder ?? process.cwd(),
  };
}

function zone(name: string): string {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return name;
  } catch {
    throw new ImportError(`--timezone: "${name}" is not an IANA time zone, such as Europe/Berlin.`);
  }
}

function refuseOverlap(fields: readonly TargetField[]): void {
  for (const [index, field] of fields.entries()) {
    const other = fields.slice(0, index).find((each) => overlap(each, field));
    if (!other) continue;
    throw new ImportError(
      other.name === field.name
        ? `${field.name} is given twice; give each field once, by --map or by --set.`
        : `${other.name} and ${field.name} are both given, but one is part of the other.`,
    );
  }
}
