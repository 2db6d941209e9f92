import type pg from "pg";
import { nowMs } from "@/lib/platform/clock";
import { databaseUrl } from "@/lib/platform/database";
import { singleton } from "@/lib/platform/singleton";
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
    cache.series.clear();
    cache.months.clear();
    cache.bordered = false;
  }
  return cache;
}

function namesOf(rated: RatedEvent): SeriesNames {
  const { event, provider, key } = rated;
  return { tenant: event.tenant, feature: event.feature, environment: event.environment, provider, model: event.model, key };
}

/** The series of each event, numbering new ones; makes what recording them needs: partitions, a fold border. */
export async function seriesOf(pool: pg.Pool, events: readonly RatedEvent[]): Promise<SeriesKey[]> {
  const known = current();
  if (!known.bordered) {
    await initialiseBorder(pool, nowMs());
    known.bordered = true;
  }
  const texts = events.map((rated) => seriesText(namesOf(rated)));
  const missing = new Map<string, SeriesNames>();
  const months = new Set<string>();
  let lastMs = Number.NaN;
  events.forEach((rated, at) => {
    const text = texts[at] as string;
    if (!known.series.has(text)) missing.set(text, namesOf(rated));
    // Neighbours mostly share their hour: the month is worked out only when it changes.
    const hour = Math.floor(rated.event.timeMs / 3_600_000);
    if (hour === lastMs) return;
    lastMs = hour;
    const month = monthOf(rated.event.timeMs);
    if (!known.months.has(month)) months.add(month);
  });
  if (months.size > 0) {
    await ensurePartitions(pool, [...months]);
    for (const month of months) known.months.add(month);
  }
  if (missing.size > 0) {
    for (const series of await ensureSeries(pool, [...missing.values()])) known.series.set(seriesText(series), series);
  }
  return texts.map((text) => {
    const series = known.series.get(text);
    if (!series) throw new Error("a series was not numbered");
    return series;
  });
}
