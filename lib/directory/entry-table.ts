import type { DirectoryEntry } from "./contract";

/** The columns of the directory as a file. The last two are for reading. */
export const ENTRY_COLUMNS = [
  "kind",
  "name",
  "display_name",
  "owner",
  "cost_centre",
  "channel_id",
  "tags",
  "merged_into",
  "first_seen",
  "last_seen",
] as const;
export type EntryColumn = (typeof ENTRY_COLUMNS)[number];

const joined = (names: readonly string[]) => names.map((name) => name.replace(/[\\;]/g, "\\$&")).join(";");

/** Names of one cell: separated by semicolons, those within a name escaped by a backslash. */
export function namesOf(cell: string): string[] {
  return (cell.match(/(?:\\.|[^;\\])+/gs) ?? [])
    .map((name) => name.replace(/\\(.)/gs, "$1").trim())
    .filter((name) => name !== "");
}

export function entryRow(entry: DirectoryEntry): string[] {
  const row: Record<EntryColumn, string> = {
    kind: entry.kind,
    name: entry.name,
    display_name: entry.display_name ?? "",
    owner: entry.owner?.email ?? "",
    cost_centre: entry.cost_centre ?? "",
    channel_id: entry.channel?.id ?? "",
    tags: joined(entry.tags),
    merged_into: entry.merged_into ?? "",
    first_seen: entry.first_seen ?? "",
    last_seen: entry.last_seen ?? "",
  };
  return ENTRY_COLUMNS.map((column) => row[column]);
}
