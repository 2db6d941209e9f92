import type pg from "pg";
import { nowMs } from "@/lib/platform/clock";
import { databaseUrl } from "@/lib/platform/database";
import { singleton } from "@/lib/platform/singleton";
import { HOUR_MS } from "@/lib/platform/time";
import type { ParsedEvent } from "../event";
import { ensurePartitions, monthOf } from "../queries/ensure-partitions";
import { ensureSeries, type SeriesNames, seriesText } from "../queries/ensure-series";
import type { RatedEvent } from "./rated-event";
import { initialiseBorder } from "./rollup-border";
import type { SeriesKey } from "./rollup-changes";

const MOST_SERIES = 500_000;

/** What this process knows to exist in its database: series by their names, months of usage_event. */
const cache = singleton("recordingCache", () => ({
  url: "",
  series: new Map<string, SeriesKey>(),
  months: new Set<string>(),
  bordered: false,
}));

function current(): typeof cache {
  const url = databaseUrl();
  if (cache.url !== url || cache.series.size > MOST_SERIES) {
    cache.url = url;
    cache.series = new Map();
    cache.months = new Set();
    cache.bordered = false;
  }
  return cache;
}

function namesOf(rated: RatedEvent): SeriesNames {
  const { event, provider, key } = rated;
  return { tenant: event.tenant, feature: event.feature, environment: event.environment, provider, model: event.model, key };
}

/** seriesText(namesOf(rated)), without the object between: this runs for each event. */
function textOf({ event, provider, key }: RatedEvent): string {
  return `${event.tenant}\u001f${event.feature}\u001f${event.environment}\u001f${provider}\u001f${event.model}\u001f${key}`;
}

/**
 * Makes what recording events needs before their transaction: a fold border, and the partition of
 * every month they fall in. Never within it: a partition waits for whoever writes to the table.
 */
export async function prepareTables(pool: pg.Pool, events: readonly ParsedEvent[]): Promise<void> {
  const known = current();
  if (!known.bordered) {
    await initialiseBorder(pool, nowMs());
    known.bordered = true;
  }
  const months = new Set<string>();
  let lastHour = Number.NaN;
  for (const event of events) {
    // Neighbours mostly share their hour: the month is worked out only when it changes.
    const hour = Math.floor(event.timeMs / HOUR_MS);
    if (hour === lastHour) continue;
    lastHour = hour;
    const month = monthOf(event.timeMs);
    if (!known.months.has(month)) months.add(month);
  }
  if (months.size === 0) return;
  await ensurePartitions(pool, [...months]);
  for (const month of months) known.months.add(month);
}

/** The series of each event, numbering new ones on a connection of its own. */
export async function seriesOf(pool: pg.Pool, events: readonly RatedEvent[]): Promise<SeriesKey[]> {
  // Held on to: when the cache is emptied meanwhile, this call goes on with the map it began with.
  const known = current().series;
  const texts = events.map(textOf);
  const missing = new Map<string, SeriesNames>();
  events.forEach((rated, at) => {
    const text = texts[at] as string;
    if (!known.has(text)) missing.set(text, namesOf(rated));
  });
  if (missing.size > 0) {
    for (const series of await ensureSeries(pool, [...missing.values()])) known.set(seriesText(series), series);
  }
  return texts.map((text) => {
    const series = known.get(text);
    if (!series) throw new Error("a series was not numbered");
    return series;
  });
}
