import type pg from "pg";
import { eventsKeptFromMs } from "@/lib/metering/retention/service";
import { firstInstantOf, HOUR_MS, nextPeriod, type Period, QUARTER_MS } from "@/lib/platform/time";

/** What accounting can speak of: from where events are kept whole to the last bucket. Null: nothing is recorded. */
export interface Coverage extends Period {
  foldedUntilMs: number;
  dayZone: string;
}

interface CoverageRow {
  folded_until: Date;
  day_timezone: string;
  first: Date | null;
  last: Date | null;
}

export async function readCoverage(client: pg.ClientBase): Promise<Coverage | null> {
  const { rows } = await client.query<CoverageRow>(
    `SELECT folded_until, day_timezone,
       least((SELECT min(time) FROM usage_event), (SELECT min(bucket) FROM rollup_quarter), (SELECT min(bucket) FROM rollup_day),
             (SELECT min(bucket) FROM rollup_minute WHERE bucket >= folded_until)) AS first,
       greatest((SELECT max(time) FROM usage_event), (SELECT max(bucket) FROM rollup_quarter),
                (SELECT max(bucket) FROM rollup_minute WHERE bucket >= folded_until)) AS last
     FROM rollup_state WHERE id = 1`,
  );
  const row = rows[0];
  if (!row) throw new Error("rollup_state has lost its row");
  if (!row.first || !row.last) return null;
  const startMs = Math.max(row.first.getTime(), (await eventsKeptFromMs(client)) ?? Number.NEGATIVE_INFINITY);
  return {
    startMs: Math.floor(startMs / QUARTER_MS) * QUARTER_MS,
    endMs: Math.floor(row.last.getTime() / QUARTER_MS) * QUARTER_MS + QUARTER_MS,
    foldedUntilMs: row.folded_until.getTime(),
    dayZone: row.day_timezone,
  };
}

/** A part of the range that is worked on at once, with the whole hours and local days around it. */
export interface Slice extends Period {
  hours: Period;
  days: Period[];
}

/**
 * Cuts a range into runs of local days with about `requests` requests each, by what the day
 * rollups say; days that these do not know count little.
 */
export async function cutSlices(client: pg.ClientBase, range: Period, dayZone: string, requests: number): Promise<Slice[]> {
  const { rows } = await client.query<{ bucket: Date; requests: number }>(
    "SELECT bucket, sum(requests) AS requests FROM rollup_day WHERE cuboid = 0 AND bucket >= $1 AND bucket < $2 GROUP BY 1",
    [new Date(firstInstantOf("day", range.startMs, dayZone)), new Date(range.endMs)],
  );
  const known = new Map(rows.map((row) => [row.bucket.getTime(), Number(row.requests)]));
  const slices: Slice[] = [];
  let days: Period[] = [];
  let load = 0;
  const flush = () => {
    const [first, last] = [days[0], days.at(-1)];
    if (first && last) {
      const startMs = Math.max(first.startMs, range.startMs);
      const endMs = Math.min(last.endMs, range.endMs);
      const hours = { startMs: Math.floor(startMs / HOUR_MS) * HOUR_MS, endMs: Math.ceil(endMs / HOUR_MS) * HOUR_MS };
      slices.push({ startMs, endMs, hours, days });
    }
    days = [];
    load = 0;
  };
  for (let startMs = firstInstantOf("day", range.startMs, dayZone); startMs < range.endMs; ) {
    const endMs = nextPeriod("day", startMs, dayZone);
    const own = (known.get(startMs) ?? 0) + 100;
    if (load > 0 && load + own > requests) flush();
    days.push({ startMs, endMs });
    load += own;
    startMs = endMs;
  }
  flush();
  return slices;
}

/** The parameters $1 to $4 of a query over a slice. */
export function rangeOf(slice: Slice, over: "range" | "hours" | "days"): [from: Date, to: Date, starts: Date[], ends: Date[]] {
  const starts = slice.days.map((day) => new Date(day.startMs));
  const ends = slice.days.map((day) => new Date(day.endMs));
  const whole = over === "range" ? slice : over === "hours" ? slice.hours : null;
  const [from, to] = whole
    ? [new Date(whole.startMs), new Date(whole.endMs)]
    : [starts[0] ?? new Date(slice.startMs), ends.at(-1) ?? new Date(slice.endMs)];
  return [from, to, starts, ends];
}
