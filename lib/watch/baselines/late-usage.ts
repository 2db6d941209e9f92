import { nowMs } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { singleton } from "@/lib/platform/singleton";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import { countUsersDay, countUsersHour } from "./learn-users";
import { countDays, countHour } from "./queries/count-hours";

/** An import goes on for a while: its days are counted when they were left alone for so long. */
const SETTLED_MS = 20_000;
const HISTORY_MS = 90 * DAY_MS;
const LOCK = 7_302_612;

/** UTC days and hours that got usage after they were closed, and when that was last heard of. */
const state = singleton("lateUsage", () => ({ hours: new Map<number, number>(), days: new Map<number, number>() }));

/** Takes note of usage in hours that may be closed. */
export function noteLate({ firstMs, lastMs }: { firstMs: number; lastMs: number }): void {
  const now = nowMs();
  const openFrom = Math.floor(now / HOUR_MS) * HOUR_MS;
  if (firstMs >= openFrom) return;
  const from = Math.max(firstMs, now - HISTORY_MS);
  for (let dayMs = floor(from, DAY_MS); dayMs <= Math.min(lastMs, now - DAY_MS); dayMs += DAY_MS) state.days.set(dayMs, now);
  for (let hourMs = floor(Math.max(from, now - DAY_MS), HOUR_MS); hourMs < Math.min(lastMs + 1, openFrom); hourMs += HOUR_MS)
    state.hours.set(hourMs, now);
}

const floor = (ms: number, step: number) => Math.floor(ms / step) * step;

/**
 * Counts anew what got usage after its closing. Hours of the last day are only counted; where a day before changed by a tenth, the
 * detectors of its subjects begin anew. Nobody is told of what is past. @returns whether detectors are to learn again
 */
export async function recountLate(): Promise<boolean> {
  const settled = (times: Map<number, number>) => {
    const found = [...times].filter(([, heardMs]) => nowMs() - heardMs >= SETTLED_MS).map(([at]) => at);
    for (const at of found) times.delete(at);
    return found;
  };
  const hours = settled(state.hours);
  const days = settled(state.days);
  for (const hourMs of hours) {
    await countHour(pool(), hourMs, "nothing");
    await countUsersHour(pool(), hourMs);
  }
  for (const dayMs of days) {
    await inTransaction(async (client) => {
      await client.query("SELECT pg_advisory_xact_lock($1)", [LOCK]);
      await countDays(client, dayMs, dayMs + DAY_MS);
      await countUsersDay(client, dayMs);
    });
  }
  return days.length > 0;
}
