import type { FileRecord } from "./csv-records";
import type { Line } from "./lines";

/** One JSON value a line; blank lines are none. */
export function ndjsonRecord(line: Line): FileRecord<unknown>[] {
  const { number, text } = line;
  const place = { line: number, lastLine: number, text };
  if (line.cut) return [{ ...place, ok: false, reason: "the line is longer than 4 MiB" }];
  if (text.trim() === "") return [];
  try {
    return [{ ...place, ok: true, value: JSON.parse(text) as unknown }];
  } catch (error) {
    return [{ ...place, ok: false, reason: `not JSON: ${error instanceof Error ? error.message : ""}` }];
  }
}

/** The member a path names: the whole path as one name first, then name by name ("usage.prompt_tokens", "choices.0"). */
export function valueAt(record: unknown, path: string): unknown {
  if (typeof record !== "object" || record === null) return undefined;
  if (Object.hasOwn(record, path)) return (record as Record<string, unknown>)[path];
  let value: unknown = record;
  for (const part of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

/** The paths a record has, two levels deep, for messages. */
export function pathsOf(record: unknown): string[] {
  if (typeof record !== "object" || record === null) return [];
  return Object.entries(record).flatMap(([name, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.keys(value).map((inner) => `${name}.${inner}`)
      : [name],
  );
}
