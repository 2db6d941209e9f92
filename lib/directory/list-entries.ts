import { pool } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import { decodePlace, pageOf } from "@/lib/platform/page";
import type { Reach } from "@/lib/platform/reach";
import { querySpend } from "@/lib/spend/service";
import type { DirectoryEntry, DirectoryKind, EntryFilter, SpendOfEntry } from "./contract";
import { entryRow } from "./entry-table";
import { loadEntries } from "./queries/load-entries";
import { shownEntry } from "./shown";

interface Page {
  entries: DirectoryEntry[];
  spend: SpendOfEntry[];
  next_cursor: string | null;
}

/** One page of entries, by name. Those that were merged into others are their aliases, and listed only when asked for. */
async function readPage(
  kind: DirectoryKind,
  filter: EntryFilter,
  merged: boolean | null,
  reach: Reach,
): Promise<Omit<Page, "spend">> {
  const place = decodePlace<readonly [string]>(filter.cursor, ["string"]);
  const found = await loadEntries(
    pool(),
    {
      kind,
      search: filter.search || null,
      owner: filter.owner ?? null,
      costCentre: filter.cost_centre ?? null,
      merged,
      after: place?.[0] ?? null,
      limit: filter.limit + 1,
    },
    reach,
  );
  const { shown, next_cursor } = pageOf(found, filter.limit, (entry) => [entry.name]);
  return { entries: shown.map(shownEntry), next_cursor };
}

export async function listEntries(kind: DirectoryKind, filter: EntryFilter, reach: Reach): Promise<Page> {
  const page = await readPage(kind, filter, filter.merged === "true", reach);
  return { ...page, spend: filter.spend === "none" ? [] : await spendOf(kind, page.entries, filter.spend === "daily", reach) };
}

/** @throws not_found, also for what is out of reach */
export async function readEntry(kind: DirectoryKind, name: string, reach: Reach): Promise<DirectoryEntry> {
  const [entry] = await loadEntries(pool(), { kind, names: [name] }, reach);
  if (!entry) throw new DomainError("not_found", `There is no ${kind} of this name in the directory.`);
  return shownEntry(entry);
}

/** The last thirty days of the entries on a page, in one question; of a merged name what was sent under it. */
async function spendOf(
  kind: DirectoryKind,
  entries: readonly DirectoryEntry[],
  daily: boolean,
  reach: Reach,
): Promise<SpendOfEntry[]> {
  const merged = entries.some((entry) => entry.merged_into !== null);
  if (entries.length === 0 || merged) return [];
  const question = { group_by: kind, [kind]: entries.map(({ name }) => name) };
  const total = await querySpend({ ...question, granularity: "none", limit: "10000" }, reach);
  const days = daily ? await querySpend({ ...question, granularity: "day", top: String(entries.length) }, reach) : { rows: [] };
  const byDay = new Map<unknown, SpendOfEntry["by_day"]>();
  for (const row of days.rows) {
    const list = byDay.get(row[kind]) ?? [];
    byDay.set(row[kind], list);
    list.push({ day: row.period_start ?? "", effective_cost_usd: row.effective_cost_usd });
  }
  return total.rows
    .filter((row) => !row.other)
    .map((row) => ({
      name: String(row[kind] ?? ""),
      effective_cost_usd: row.effective_cost_usd,
      requests: row.requests,
      by_day: byDay.get(row[kind]) ?? [],
    }));
}

const EXPORTED_TOGETHER = 1000;

/** Every entry of the filter as rows of a file, merged names too: it can be imported again. */
export async function* exportEntries(kind: DirectoryKind, filter: EntryFilter, reach: Reach): AsyncGenerator<string[][]> {
  let { cursor } = filter;
  const merged = filter.merged === undefined ? null : filter.merged === "true";
  do {
    const page = await readPage(kind, { ...filter, limit: EXPORTED_TOGETHER, cursor }, merged, reach);
    yield page.entries.map(entryRow);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}
