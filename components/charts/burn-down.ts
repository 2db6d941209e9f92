/** One instant of a burn-down. Floats, in the budget's unit: for pixels and reading aloud, never for sums. */
export interface BurnDownPoint {
  atMs: number;
  /** What was left of the limit; null after now. */
  left: number | null;
  /** What would be left if the limit were used evenly; null for a rolling window, which begins nowhere. */
  ideal: number | null;
  /** What is expected to be left; null before now. */
  expected: number | null;
  /** The 80% interval of it: least left, most left. */
  interval: [number, number] | null;
}

export interface BurnDown {
  rolling: boolean;
  startMs: number;
  endMs: number;
  nowMs: number;
  limit: number;
  points: BurnDownPoint[];
  hasForecast: boolean;
}

interface Reading {
  period_start: string;
  /** How far the forecast goes. */
  ends_at: string;
  limit: string;
  points: { at: string; spent: string }[];
  band: { at: string; expected: string; low: string; high: string }[];
}

/** A budget's period as what is left of its limit, beside the line that uses it evenly; of a rolling window, what each window left. */
export function burnDownOf(reading: Reading, rolling = false): BurnDown {
  const startMs = Date.parse(reading.period_start);
  const endMs = Date.parse(reading.ends_at);
  const limit = Number(reading.limit);
  const ideal = (atMs: number) => (rolling ? null : idealAt({ startMs, endMs, limit }, atMs));
  const byTime = new Map<number, BurnDownPoint>();
  const at = (atMs: number): BurnDownPoint => {
    const known = byTime.get(atMs);
    if (known) return known;
    const made: BurnDownPoint = { atMs, left: null, ideal: ideal(atMs), expected: null, interval: null };
    byTime.set(atMs, made);
    return made;
  };
  if (!rolling) at(startMs).left = limit;
  for (const point of reading.points) at(Date.parse(point.at)).left = limit - Number(point.spent);
  for (const point of reading.band) {
    const moment = at(Date.parse(point.at));
    moment.expected = limit - Number(point.expected);
    moment.interval = [limit - Number(point.high), limit - Number(point.low)];
  }
  at(endMs);
  const last = reading.points.at(-1);
  return {
    rolling,
    startMs,
    endMs,
    nowMs: last ? Date.parse(last.at) : startMs,
    limit,
    points: [...byTime.values()].sort((left, right) => left.atMs - right.atMs),
    hasForecast: reading.band.length > 0,
  };
}

function idealAt({ startMs, endMs, limit }: Pick<BurnDown, "startMs" | "endMs" | "limit">, atMs: number): number {
  return limit * (1 - Math.min(1, Math.max(0, (atMs - startMs) / (endMs - startMs))));
}

/** Where the ideal line stands now. */
export function idealNow(chart: BurnDown): number {
  return idealAt(chart, chart.nowMs);
}
