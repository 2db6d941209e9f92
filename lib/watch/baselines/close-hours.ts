import type pg from "pg";
import { commonGrowth } from "@/lib/anomalies/service";
import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import { type CommonGrowth, type LearnedSubject, learnSubjects } from "./learn-subjects";
import { countUsersDay, countUsersHour, forgetUsers } from "./learn-users";
import { KnownProfile } from "./outlooks";
import { firstUsage, readClosed, readSilent, type SilentSubject, unlearned, writeClosed } from "./queries/closed-hours";
import { type CountedHour, countDays, countHour } from "./queries/count-hours";
import { readSpendOutlooks } from "./queries/read-subjects";

/** An hour is closed so long after its end: what is under way then arrives. */
export const CLOSED_AFTER_MS = 20_000;
const HISTORY_MS = 90 * DAY_MS;
const LOCK = 7_302_611;
/** More hours than this behind, days are counted as wholes. */
const HOURS_ONE_BY_ONE = 26;
const LEAST_ACTIVE_HOURS = 24 * 7;

/** What one closed hour says. */
export interface Closing {
  hourMs: number;
  common: number;
  learned: readonly (LearnedSubject & { usd: number; requests: number })[];
  silent: readonly SilentSubject[];
}

/**
 * Closes the hours that have ended since: counts them, brings the baselines of the subjects that did anything up to them, and
 * tells which of the others are silent. One instance does it; the others find it done.
 * @param tell called with each hour before it is noted as closed: what it throws leaves the hour open
 * @returns whether anything was closed
 */
export async function closeHours(tell: (closing: Closing) => Promise<void>): Promise<boolean> {
  const client = await pool().connect();
  try {
    const { rows } = await client.query<{ held: boolean }>("SELECT pg_try_advisory_lock($1) AS held", [LOCK]);
    if (!rows[0]?.held) return false;
    try {
      return await closeAll(client, tell);
    } finally {
      await client.query("SELECT pg_advisory_unlock($1)", [LOCK]);
    }
  } finally {
    client.release();
  }
}

async function closeAll(client: pg.PoolClient, tell: (closing: Closing) => Promise<void>): Promise<boolean> {
  const untilMs = Math.floor((nowMs() - CLOSED_AFTER_MS) / HOUR_MS) * HOUR_MS;
  const closed = await readClosed(client, untilMs - HISTORY_MS);
  const common: CommonGrowth = (hourMs) => closed.get(hourMs) ?? 1;
  let fromMs = closed.size === 0 ? Number.NEGATIVE_INFINITY : Math.max(...closed.keys()) + HOUR_MS;
  if (fromMs >= untilMs) return false;
  if (untilMs - fromMs > HOURS_ONE_BY_ONE * HOUR_MS) fromMs = await catchUp(client, fromMs, untilMs, closed);
  for (let hourMs = fromMs; hourMs < untilMs; hourMs += HOUR_MS) await closeOne(client, hourMs, closed, common, tell);
  return true;
}

/** History of many hours at once, up to the last one: @returns the hour from which it goes on one by one */
async function catchUp(client: pg.PoolClient, fromMs: number, untilMs: number, closed: Map<number, number>): Promise<number> {
  const lastMs = untilMs - HOUR_MS;
  const first = await firstUsage(client);
  if (first !== null) {
    const startMs = Math.floor(Math.max(fromMs, first, untilMs - HISTORY_MS) / DAY_MS) * DAY_MS;
    for (let dayMs = startMs; dayMs < lastMs; dayMs += DAY_MS) {
      await countDays(client, dayMs, Math.min(lastMs, dayMs + DAY_MS));
      await countUsersDay(client, dayMs);
    }
  }
  await writeClosed(client, lastMs - HOUR_MS, 1);
  closed.set(lastMs - HOUR_MS, 1);
  return lastMs;
}

async function closeOne(
  client: pg.PoolClient,
  hourMs: number,
  closed: Map<number, number>,
  commonOf: CommonGrowth,
  tell: (closing: Closing) => Promise<void>,
): Promise<void> {
  const counted = [...(await countHour(client, hourMs, "learned next")), ...(await countUsersHour(client, hourMs))];
  const common = await growthIn(client, counted, hourMs);
  closed.set(hourMs, common);
  const untilMs = hourMs + HOUR_MS;
  const rates = new Map<string, number>();
  for (const { subject, input, cache_read } of counted) if (input > 0) rates.set(subject, cache_read / input);
  const learned = await learnSubjects(client, counted, untilMs, commonOf, rates);
  const bySubject = new Map(counted.map((each) => [each.subject, each]));
  await tell({
    hourMs,
    common,
    learned: learned.map((each) => {
      const { usd = 0, requests = 0 } = bySubject.get(each.subject) ?? {};
      return { ...each, usd, requests };
    }),
    silent: await readSilent(client, hourMs),
  });
  if (untilMs % DAY_MS === 0) await forgetUsers(client, untilMs);
  await writeClosed(client, hourMs, common);
}

/** How much the tenants grew together in an hour, by what was expected of it before. */
async function growthIn(client: pg.PoolClient, counted: readonly CountedHour[], hourMs: number): Promise<number> {
  const tenants = new Map(counted.filter(({ kind }) => kind === "tenant").map((each) => [each.subject, each]));
  const ratios: number[] = [];
  for (const stored of await readSpendOutlooks(client, [...tenants.values()], LEAST_ACTIVE_HOURS)) {
    const expected = new KnownProfile(stored).bandOfHour("spend", hourMs)?.expected ?? 0;
    if (expected > 0) ratios.push((tenants.get(stored.subject)?.usd ?? 0) / expected);
  }
  return commonGrowth(ratios);
}

/**
 * Lets the detectors of subjects whose history came late learn it: some at a time.
 * @returns whether there are more
 */
export async function learnHistory(most: number): Promise<boolean> {
  const closed = await readClosed(pool(), nowMs() - HISTORY_MS);
  if (closed.size === 0) return false;
  const untilMs = Math.max(...closed.keys()) + HOUR_MS;
  const names = await unlearned(pool(), untilMs - 8 * DAY_MS, most);
  await learnSubjects(pool(), names, untilMs, (hourMs) => closed.get(hourMs) ?? 1);
  return names.length === most;
}
