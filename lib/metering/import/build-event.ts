import { hash } from "node:crypto";
import { type FieldKind, isTargetField, type TargetField, targetField } from "./fields";
import { ImportError } from "./import-error";
import { pathsOf, valueAt } from "./ndjson-records";
import type { ImportOptions, Mapping } from "./options";
import { recordsOf, type SourceFile } from "./source-file";
import { type ReadValue, readJsonValue, readText } from "./values";

export type BuiltEvent = { ok: true; raw: unknown } | { ok: false; reason: string };

/** Turns a record's value into an event as a sender would post it; `id` is used where the record gives none. */
export type EventBuilder = (value: unknown, id: () => string) => BuiltEvent;

/** What no event can be without and nothing else supplies. */
const REQUIRED = ["tenant", "model"];

/** The id of a line: of its text and number alone, so that the file may be renamed or compressed. */
export function lineId(text: string, line: number): string {
  return `line-${hash("sha256", `${line}\n${text}`, "hex").slice(0, 32)}`;
}

/**
 * Prepares reading the records of one file.
 * @throws ImportError for a column the file does not have, a value of --set that cannot be, or a required field that nothing fills
 */
export async function prepareBuilder(file: SourceFile, options: ImportOptions): Promise<EventBuilder> {
  const fixed = options.settings.map(({ field, text }) => ({ field, value: settingValue(field, text, options.timezone) }));
  const own = options.mappings.length === 0;
  if (file.format === "ndjson" && own) return contractBuilder(fixed, options.timezone);
  const mappings = own ? ownColumns(file, fixed) : options.mappings;
  for (const name of REQUIRED) {
    if (![...mappings, ...fixed].some(({ field }) => field.name === name)) {
      throw new ImportError(`Nothing gives ${name}: use --map ${name}=COLUMN or --set ${name}=VALUE. ${await found(file)}`);
    }
  }
  if (file.format === "csv") {
    const cells = mappings.map((mapping) => ({ ...mapping, index: columnIndex(file, mapping.column) }));
    return build(
      cells.map(({ field, column, index }) => ({
        field,
        column,
        read: (record) => readText(field.kind, (record as string[])[index] ?? "", options.timezone),
      })),
      fixed,
    );
  }
  await refuseUnknownPaths(file, mappings);
  return build(
    mappings.map(({ field, column }) => ({
      field,
      column,
      read: (record) => readJsonValue(field.kind, valueAt(record, column), options.timezone),
    })),
    fixed,
  );
}

interface Reader {
  field: TargetField;
  column: string;
  read: (record: unknown) => ReadValue;
}

interface Fixed {
  field: TargetField;
  value: unknown;
}

function build(readers: readonly Reader[], fixed: readonly Fixed[]): EventBuilder {
  const mapsId = readers.some(({ field }) => field.name === "id") || fixed.some(({ field }) => field.name === "id");
  return (record, id) => {
    const raw: Record<string, unknown> = {};
    for (const { field, column, read } of readers) {
      const result = read(record);
      if ("fault" in result) return { ok: false, reason: `${field.name} (${column}): ${result.fault}` };
      if (result.value !== undefined) place(raw, field.path, result.value);
    }
    for (const { field, value } of fixed) place(raw, field.path, value);
    if (!mapsId || raw.id === undefined) raw.id = id();
    return { ok: true, raw };
  };
}

/** Lines that are events of our own contract: as they are, but for the time's zone, the id and --set. */
function contractBuilder(fixed: readonly Fixed[], zone: string): EventBuilder {
  return (record, id) => {
    if (typeof record !== "object" || record === null || Array.isArray(record)) {
      return { ok: false, reason: "expected an event, a JSON object" };
    }
    const raw: Record<string, unknown> = { ...record };
    if (raw.timestamp !== undefined && raw.timestamp !== null) {
      const time = readJsonValue("timestamp", raw.timestamp, zone);
      if ("fault" in time) return { ok: false, reason: `timestamp: ${time.fault}` };
      raw.timestamp = time.value;
    }
    for (const { field, value } of fixed) place(raw, field.path, value);
    if (raw.id === undefined || raw.id === null) raw.id = id();
    return { ok: true, raw };
  };
}

function place(raw: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let target = raw;
  for (const part of path.slice(0, -1)) {
    const inner = target[part];
    // A copy: what --set changes may be shared with the record it came from.
    const next: Record<string, unknown> = typeof inner === "object" && inner !== null ? { ...inner } : {};
    target[part] = next;
    target = next;
  }
  const last = path.at(-1);
  if (last !== undefined) target[last] = value;
}

function settingValue(field: TargetField, text: string, zone: string): unknown {
  const result = readText(field.kind satisfies FieldKind, text, zone);
  if ("fault" in result) throw new ImportError(`--set ${field.name}: ${result.fault}.`);
  return result.value;
}

/** Without --map, columns that are named as fields fill these. */
function ownColumns(file: SourceFile, fixed: readonly Fixed[]): Mapping[] {
  const taken = new Set(fixed.map(({ field }) => field.name));
  const mappings = file.columns
    .filter((column) => isTargetField(column) && !taken.has(column))
    .map((column) => ({ field: targetField(column), column }));
  if (mappings.length > 0) return mappings;
  throw new ImportError(
    `Say which columns of ${file.path} fill which fields: --map field=COLUMN,... Its columns are ${list(file.columns)}.`,
  );
}

function columnIndex(file: SourceFile, column: string): number {
  const index = file.columns.indexOf(column);
  if (index === -1) throw new ImportError(`${file.path} has no column "${column}". Its columns are ${list(file.columns)}.`);
  if (file.columns.indexOf(column, index + 1) !== -1) throw new ImportError(`${file.path} has more than one column "${column}".`);
  return index;
}

/** A field that some lines leave out is usual in NDJSON; one that no line of the whole file has is a mistake. */
async function refuseUnknownPaths(file: SourceFile, mappings: readonly Mapping[]): Promise<void> {
  const missing = new Set(mappings.map(({ column }) => column));
  for await (const records of recordsOf(file, 0)) {
    for (const record of records) {
      if (!record.ok) continue;
      for (const column of missing) if (valueAt(record.value, column) !== undefined) missing.delete(column);
      if (missing.size === 0) return;
    }
  }
  const [column] = missing;
  if (column !== undefined) throw new ImportError(`No line of ${file.path} has "${column}". ${await found(file)}`);
}

async function found(file: SourceFile): Promise<string> {
  if (file.format === "csv") return `The columns of ${file.path} are ${list(file.columns)}.`;
  for await (const records of recordsOf(file, 0)) {
    const first = records.find((record) => record.ok);
    if (first?.ok) return `Its first line has ${list(pathsOf(first.value))}.`;
  }
  return `${file.path} has no readable line.`;
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 60).join(", ");
  return names.length > 60 ? `${shown} and ${names.length - 60} more` : shown;
}
