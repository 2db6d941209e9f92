import { nowMs } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/database";
import { formatAtto, plainDecimal } from "@/lib/platform/decimal";
import type { Reach } from "@/lib/platform/reach";
import { singleton } from "@/lib/platform/singleton";
import { MINUTE_MS, rfc3339 } from "@/lib/platform/time";
import { groupingOf } from "../groupings";
import { type NamesByDimension, namesReadWithin, valuesRead } from "../merged-names";
import { readBurners } from "./burners";
import { LIVE_DIMENSIONS, LIVE_WINDOWS } from "./choices";
import type { LiveAnswer, LiveQuery } from "./contract";
import { counted, measuresOf, p95 } from "./live-measures";
import { findStorms } from "./queries/find-storms";
import type { LiveFilters } from "./queries/live-filter";
import { addRow, type LiveRow, type LiveSums, noSums } from "./queries/live-sums";
import { mergeLatencies } from "./queries/merge-latencies";
import { sumMinutes } from "./queries/sum-minutes";
import { type Stretch, type Windows, windowsOf } from "./windows";

const dates = ({ firstMs, lastMs }: Stretch) => ({ from: new Date(firstMs), to: new Date(lastMs) });

type MinuteRow = LiveRow & { bucket: Date };

function sumStretch(rows: readonly MinuteRow[], { firstMs, lastMs }: Stretch, passedMs: number): LiveSums {
  const sums = noSums();
  for (const row of rows) {
    const at = row.bucket.getTime();
    if (at >= firstMs && at <= lastMs) addRow(sums, row, at === lastMs ? passedMs : MINUTE_MS);
  }
  return sums;
}

function eachMinute(rows: readonly MinuteRow[], { firstMs, lastMs }: Stretch): LiveAnswer["minutes"] {
  const known = new Map(rows.map((row) => [row.bucket.getTime(), row]));
  return Array.from({ length: (lastMs - firstMs) / MINUTE_MS + 1 }, (_, index) => {
    const at = firstMs + index * MINUTE_MS;
    const sums = noSums();
    const row = known.get(at);
    if (row) addRow(sums, row);
    return {
      at: rfc3339(at),
      effective_cost_usd: formatAtto(sums.cost),
      requests: counted(sums.counts.requests),
      failed: counted(sums.counts.errors),
    };
  });
}

/** Filters as the series have them: a name stands for all values read under it. */
function filtersOf(query: LiveQuery, names: NamesByDimension, reach: Reach): LiveFilters {
  const filters: LiveFilters = {};
  for (const name of LIVE_DIMENSIONS) {
    const given = query[name];
    if (given === undefined) continue;
    const by = groupingOf(name);
    if (by) filters[name] = valuesRead(by, Array.isArray(given) ? given : [given], names);
  }
  const tenant = reach.within(filters.tenant && [...filters.tenant]);
  return tenant ? { ...filters, tenant } : filters;
}

async function compute(query: LiveQuery, reach: Reach): Promise<LiveAnswer> {
  const asOf = nowMs();
  const names = await namesReadWithin(reach);
  const filters = filtersOf(query, names, reach);
  const windows = windowsOf(query.window, asOf);
  const hour = windowsOf(60, asOf);
  return inTransaction(async (client) => {
    const minutes = await sumMinutes(client, filters, new Date(hour.hourAgo.firstMs), new Date(hour.now.lastMs));
    const totals: LiveAnswer["totals"] = [];
    for (const length of LIVE_WINDOWS) {
      const of: Windows = windowsOf(length, asOf);
      const latencies = await mergeLatencies(client, { filters, ...dates(of.now), only: null });
      totals.push({
        minutes: length,
        now: { ...measuresOf(sumStretch(minutes, of.now, MINUTE_MS)), latency_p95_ms: p95(latencies.get("")) },
        hour_ago: measuresOf(sumStretch(minutes, of.hourAgo, of.passedMs)),
      });
    }
    const storms = await findStorms(client, filters, new Date(windows.now.firstMs), new Date(windows.now.lastMs));
    return {
      as_of: rfc3339(asOf),
      window: { minutes: query.window, from: rfc3339(windows.now.firstMs), compared_from: rfc3339(windows.hourAgo.firstMs) },
      totals,
      by: query.by,
      order: query.order,
      rows: await readBurners(client, { query, filters, windows, names }),
      minutes: eachMinute(minutes, hour.now),
      storms: {
        items: storms.storms.map(({ effective_cost, first_at, last_at, ...rest }) => ({
          ...rest,
          effective_cost_usd: plainDecimal(effective_cost),
          first_at: rfc3339(first_at.getTime()),
          last_at: rfc3339(last_at.getTime()),
        })),
        events: storms.events,
        complete: storms.complete,
      },
    };
  }, "repeatable read");
}

/** So long an answer is good for everybody who asks the same: many may watch one incident. */
const SHARED_MS = 1000;
const MOST_SHARED = 200;

const shared = singleton("liveAnswers", () => new Map<string, { atMs: number; answer: Promise<LiveAnswer> }>());

/** What is burning now, within reach. Those who ask the same within a second share one answer. */
export function readLive(query: LiveQuery, reach: Reach): Promise<LiveAnswer> {
  const name = JSON.stringify([query, reach.tenants]);
  const known = shared.get(name);
  const atMs = nowMs();
  if (known && atMs >= known.atMs && atMs - known.atMs < SHARED_MS) return known.answer;
  if (shared.size >= MOST_SHARED) shared.clear();
  const answer = compute(query, reach);
  shared.set(name, { atMs, answer });
  answer.catch(() => shared.delete(name));
  return answer;
}
