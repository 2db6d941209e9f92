import type pg from "pg";
import { lockRollups, readBorder } from "@/lib/metering/service";
import { nowMs } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/database";
import { DAY_MS, MINUTE_MS, rfc3339 } from "@/lib/platform/time";
import { type AccountingOptions, comparable } from "./check-accounting";
import { monthSteps, rebuildMonth, rebuildSlice } from "./rebuild-slice";
import { cutSlices } from "./slices";

/** Ingest waits while a slice is made anew: little enough for a second or two. */
const SLICE_REQUESTS = 50_000;
const MINUTES_KEPT_MS = 3 * DAY_MS;

type RollupBorder = Awaited<ReturnType<typeof readBorder>>;

export interface RebuildOptions extends AccountingOptions {
  /** Tags to count besides those that are. */
  declaredTags: readonly string[];
  signal?: AbortSignal;
}

/**
 * Makes the rollups anew from the events, slice by slice, each in a transaction of its own under
 * the rollup lock: totals are right before, after and in between, and ingest goes on. What lies
 * before the kept events stays as it is.
 * @returns the range that was rebuilt; null when there was nothing
 */
export async function rebuildRollups(options: RebuildOptions): Promise<{ from: string; to: string; slices: number } | null> {
  const plan = await inTransaction(async (client) => {
    const range = await comparable(client, options);
    return range && { range, slices: await cutSlices(client, range, range.dayZone, SLICE_REQUESTS) };
  }, "repeatable read");
  if (!plan) return null;
  const { dayZone } = plan.range;
  const months = monthSteps(plan.range, dayZone);
  const all = plan.slices.length + months.length;
  const locked = (work: (client: pg.PoolClient, border: RollupBorder) => Promise<void>) =>
    inTransaction(async (client) => {
      await lockRollups(client, "exclusive");
      const border = await readBorder(client);
      if (border.dayZone !== dayZone) throw new Error("the organisation's time zone changed meanwhile: rebuild again");
      await work(client, border);
    });
  for (const [index, slice] of plan.slices.entries()) {
    if (options.signal?.aborted) break;
    await locked(async (client, border) => {
      const minutesFrom = Math.ceil((nowMs() - MINUTES_KEPT_MS) / MINUTE_MS) * MINUTE_MS;
      await rebuildSlice(client, slice, {
        foldedUntil: new Date(border.foldedUntilMs),
        minutesFrom: new Date(minutesFrom),
        declaredTags: [...new Set([...border.countedTags, ...options.declaredTags])],
      });
    });
    options.onProgress?.(index + 1, all);
  }
  // Last, since one of them is made of many slices: where the days were right, so are they all the while.
  for (const [index, step] of months.entries()) {
    if (options.signal?.aborted) break;
    await locked((client) => rebuildMonth(client, step));
    options.onProgress?.(plan.slices.length + index + 1, all);
  }
  return { from: rfc3339(plan.range.startMs), to: rfc3339(plan.range.endMs), slices: plan.slices.length };
}
