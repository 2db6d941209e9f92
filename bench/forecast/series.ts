import { DAY_MS, HOUR_MS, QUARTER_MS } from "../../lib/platform/time";

export const QUARTERS_A_DAY = DAY_MS / QUARTER_MS;

/** What something used, in quarters of an hour: fine enough to ask within an hour. */
export interface Series {
  name: string;
  /** What the figures are reported by. */
  group: string;
  startMs: number;
  quarters: Float64Array;
}

/** Collects usage into series by name, all over the same stretch of time. */
export class SeriesBook {
  private readonly byName = new Map<string, Series>();

  constructor(
    private readonly startMs: number,
    private readonly days: number,
  ) {}

  add(group: string, name: string, atMs: number, amount: number): void {
    const index = Math.floor((atMs - this.startMs) / QUARTER_MS);
    if (index < 0 || index >= this.days * QUARTERS_A_DAY || amount === 0) return;
    const key = `${group}: ${name}`;
    let series = this.byName.get(key);
    if (!series) {
      series = { name, group, startMs: this.startMs, quarters: new Float64Array(this.days * QUARTERS_A_DAY) };
      this.byName.set(key, series);
    }
    series.quarters[index] = (series.quarters[index] ?? 0) + amount;
  }

  all(): Series[] {
    return [...this.byName.values()];
  }
}

/** Sums of a series: running totals once, then any range by subtraction; hours up to an instant. */
export class Sums {
  private readonly running: Float64Array;

  constructor(readonly series: Series) {
    this.running = new Float64Array(series.quarters.length + 1);
    for (const [index, value] of series.quarters.entries()) this.running[index + 1] = (this.running[index] ?? 0) + value;
  }

  get endMs(): number {
    return this.series.startMs + this.series.quarters.length * QUARTER_MS;
  }

  /** Of [fromMs, toMs), both on quarters of an hour. */
  between(fromMs: number, toMs: number): number {
    const at = (ms: number) => this.running[Math.round((ms - this.series.startMs) / QUARTER_MS)] ?? 0;
    return at(toMs) - at(fromMs);
  }

  /** The hours up to `nowMs`, the last cut off there: all that a forecast made then may see. */
  hoursUntil(nowMs: number): number[] {
    const { startMs } = this.series;
    const count = Math.ceil((nowMs - startMs) / HOUR_MS);
    return Array.from({ length: count }, (_, hour) =>
      this.between(startMs + hour * HOUR_MS, Math.min(nowMs, startMs + (hour + 1) * HOUR_MS)),
    );
  }
}
