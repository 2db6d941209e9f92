import type pg from "pg";
import { nowMs } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/database";
import { HOUR_MS, periods } from "@/lib/platform/time";
import { type Calendar, foldMinutes, rebuildDays, type Spans } from "./queries/fold-minutes";
import { ROLLUP_TABLES } from "./queries/upsert-rollup";
import { type FoldBorder, foldTarget, lockRollups, readBorder } from "./recording/rollup-border";

/** What one transaction folds at the most, so that ingest waits but briefly after a long standstill. */
const FOLD_SPAN_MS = 6 * HOUR_MS;

function calendarOf(fromMs: number, toMs: number, zone: string): Calendar {
  const spans = (unit: "day" | "month"): Spans => {
    const found = periods(fromMs, toMs, unit, zone);
    return { starts: found.map(({ startMs }) => new Date(startMs)), ends: found.map(({ endMs }) => new Date(endMs)) };
  };
  return { day: spans("day"), month: spans("month") };
}

async function moveBorder(client: pg.ClientBase, toMs: number): Promise<void> {
  await client.query("UPDATE rollup_state SET folded_until = $1 WHERE id = 1", [new Date(toMs)]);
}

async function oldestMinute(client: pg.ClientBase, border: FoldBorder): Promise<number | null> {
  const { rows } = await client.query<{ oldest: Date | null }>(
    "SELECT min(bucket) AS oldest FROM rollup_minute WHERE bucket >= $1",
    [new Date(border.foldedUntilMs)],
  );
  return rows[0]?.oldest?.getTime() ?? null;
}

/**
 * Moves usage older than 75 to 90 minutes from the minute tier into quarters, hours and days and
 * the border with it, in steps of at most six hours of usage. Totals are the same before and
 * after each step. Safe to call from several instances.
 * @returns how many steps were taken
 */
export async function foldRollups(): Promise<number> {
  for (let steps = 0; ; steps++) {
    const moved = await inTransaction(async (client) => {
      const before = await readBorder(client);
      const targetMs = foldTarget(nowMs());
      if (before.foldedUntilMs >= targetMs) return false;
      await lockRollups(client, "exclusive");
      const border = await readBorder(client);
      if (border.foldedUntilMs >= targetMs) return false;
      const oldest = await oldestMinute(client, border);
      // Time without usage is skipped at once.
      const fromMs = Math.max(border.foldedUntilMs, Math.min(oldest ?? targetMs, targetMs));
      const from = fromMs - (fromMs % HOUR_MS);
      const toMs = Math.min(targetMs, Math.max(from, border.foldedUntilMs) + FOLD_SPAN_MS);
      if (oldest !== null && oldest < toMs) {
        await foldMinutes(
          client,
          new Date(border.foldedUntilMs),
          new Date(toMs),
          calendarOf(border.foldedUntilMs, toMs, border.dayZone),
        );
      }
      await moveBorder(client, toMs);
      return true;
    });
    if (!moved) return steps;
  }
}

const { day, month, labelDay, labelMonth, valueDay, valueMonth } = ROLLUP_TABLES;
/** Every tier whose buckets begin with a day of the organisation. */
const BY_ZONE = [day, month, labelDay, labelMonth, valueDay, valueMonth].map(({ name }) => name);

/** Sums the days and months anew when the organisation's zone is another than the one they were made in. */
export async function changeDayZone(zone: string): Promise<boolean> {
  return inTransaction(async (client) => {
    if ((await readBorder(client)).dayZone === zone) return false;
    await lockRollups(client, "exclusive");
    const border = await readBorder(client);
    if (border.dayZone === zone) return false;
    // Not TRUNCATE: a report that waits for it would go on to read empty tables as of its older snapshot.
    for (const table of BY_ZONE) await client.query(`DELETE FROM ${table}`);
    const { rows } = await client.query<{ oldest: Date | null }>("SELECT min(bucket) AS oldest FROM rollup_quarter");
    const oldest = rows[0]?.oldest?.getTime();
    const until = new Date(border.foldedUntilMs);
    if (oldest !== undefined && oldest < border.foldedUntilMs) {
      await rebuildDays(client, new Date(oldest), until, calendarOf(oldest, border.foldedUntilMs, zone));
    }
    await client.query("UPDATE rollup_state SET day_timezone = $1 WHERE id = 1", [zone]);
    return true;
  });
}
