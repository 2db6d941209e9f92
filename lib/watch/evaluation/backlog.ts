import type { TouchedNote } from "@/lib/metering/service";
import { HOUR_WINDOW } from "./core/fields";
import { minuteOf } from "./minutes";

/** More than this were touched at once by an import, not by traffic; the minutes' sweep reads them as a whole. */
const MOST_MINUTES_OF_NOTE = HOUR_WINDOW + 6;

/** Minutes of series that changed and are to be read anew, each once however often it was touched; the newest first. */
export class Backlog {
  private readonly minutes = new Map<number, Set<number>>();

  add({ seriesIds, firstMs, lastMs }: TouchedNote, nowMs: number): void {
    const oldest = minuteOf(nowMs) - HOUR_WINDOW + 1;
    const first = Math.max(oldest, minuteOf(firstMs));
    const last = Math.min(minuteOf(lastMs), first + MOST_MINUTES_OF_NOTE);
    for (let minute = first; minute <= last; minute++) {
      let series = this.minutes.get(minute);
      if (!series) {
        series = new Set();
        this.minutes.set(minute, series);
      }
      for (const id of seriesIds) series.add(id);
    }
  }

  /** Takes out as many as one look may read. */
  take(most: number, nowMs: number): (readonly [minute: number, seriesId: number])[] {
    const oldest = minuteOf(nowMs) - HOUR_WINDOW + 1;
    const taken: (readonly [number, number])[] = [];
    for (const minute of [...this.minutes.keys()].sort((left, right) => right - left)) {
      const series = this.minutes.get(minute);
      if (!series || minute < oldest) {
        this.minutes.delete(minute);
        continue;
      }
      for (const id of series) {
        if (taken.length >= most) return taken;
        taken.push([minute, id]);
        series.delete(id);
      }
      this.minutes.delete(minute);
    }
    return taken;
  }
}
