import { MINUTE_MS } from "@/lib/platform/time";
import { FIELDS, type Field, HOUR_WINDOW } from "./core/fields";

export const WIDTH = FIELDS.length;
const INDEX = Object.fromEntries(FIELDS.map((field, index) => [field, index])) as Record<Field, number>;

export const minuteOf = (atMs: number): number => Math.floor(atMs / MINUTE_MS);

/** The last hour of something, minute by minute; only minutes in which it did anything take room. */
export class Minutes {
  private readonly kept = new Map<number, Float64Array>();
  private readonly sums = new Map<number, Float64Array>();
  private summedAt = Number.NaN;

  /** Adds (or, of a minute that was read anew, corrects by) `difference`. */
  add(minute: number, difference: Float64Array): void {
    let own = this.kept.get(minute);
    if (!own) {
      own = new Float64Array(WIDTH);
      this.kept.set(minute, own);
    }
    for (let field = 0; field < WIDTH; field++) own[field] = (own[field] ?? 0) + (difference[field] ?? 0);
    this.sums.clear();
  }

  /** Of the current minute and those before it, `count` together. */
  sum(now: number, count: number, field: Field): number {
    if (this.summedAt !== now) {
      this.sums.clear();
      this.summedAt = now;
    }
    let sums = this.sums.get(count);
    if (!sums) {
      sums = new Float64Array(WIDTH);
      for (const [minute, own] of this.kept) {
        if (minute > now || minute <= now - count) continue;
        for (let index = 0; index < WIDTH; index++) sums[index] = (sums[index] ?? 0) + (own[index] ?? 0);
      }
      this.sums.set(count, sums);
    }
    return Math.max(0, sums[INDEX[field]] ?? 0);
  }

  /** @returns whether anything is left */
  forget(now: number): boolean {
    for (const minute of this.kept.keys()) if (minute <= now - HOUR_WINDOW) this.kept.delete(minute);
    return this.kept.size > 0;
  }
}
