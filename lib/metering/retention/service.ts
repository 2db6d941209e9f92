import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { log } from "@/lib/platform/log";
import { organisation } from "@/lib/platform/organisation";
import { boundsOf, partitionName } from "../queries/ensure-partitions";
import { deleteInChunks } from "./delete-in-chunks";
import { dropMonth, findMonths, gaveWay } from "./drop-month";
import { noteEventsKeptFrom } from "./events-kept-from";

export { eventsKeptFromMs } from "./events-kept-from";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTES_DAYS = 3;
const TOUCHED_DAYS = 1;
const REJECTED_DAYS = 90;
const ENDED_SESSION_DAYS = 1;
/** One instance of a database works at a time. */
const RETENTION_LOCK = 7_310_002;

export interface RetentionReport {
  monthsDropped: string[];
  events: number;
  identities: number;
  minuteRollups: number;
  touchedScopes: number;
  rejectedEvents: number;
  sessions: number;
}

/**
 * Removes what has been kept for as long as the settings say. An event goes when both its own time and its
 * receipt lie further back than `retention_days`: imported history is kept as long as what it was imported
 * with. Identities go with their events, so that nothing kept is counted twice. Rollups by quarter hour and
 * above stay: reports reach as far back as they ever did.
 * @returns what was removed; null when another instance is at it
 */
export async function runRetention(atMs = nowMs()): Promise<RetentionReport | null> {
  const guard = await pool().connect();
  try {
    const { rows } = await guard.query<{ mine: boolean }>("SELECT pg_try_advisory_lock($1) AS mine", [RETENTION_LOCK]);
    if (!rows[0]?.mine) return null;
    try {
      const report = await removeOutdated(atMs);
      if (Object.values(report).some((removed) => (Array.isArray(removed) ? removed.length > 0 : removed > 0))) {
        log().info(report, "retention removed what was past its time");
      }
      return report;
    } finally {
      await guard.query("SELECT pg_advisory_unlock($1)", [RETENTION_LOCK]);
    }
  } finally {
    guard.release();
  }
}

async function removeOutdated(atMs: number): Promise<RetentionReport> {
  const ago = (days: number) => new Date(atMs - days * DAY_MS);
  // Whole hours: accounting compares buckets that are either kept whole or not at all.
  const cutoff = new Date(Math.floor(ago(organisation().retention_days).getTime() / HOUR_MS) * HOUR_MS);
  const { monthsDropped, events } = await removeEvents(cutoff);
  return {
    monthsDropped,
    events,
    identities: await deleteInChunks("event_identity", "received_at < $1 AND event_time < $1", [cutoff]),
    minuteRollups: await deleteInChunks(
      "rollup_minute",
      // What is not yet folded is counted nowhere else.
      "bucket < $1 AND bucket < (SELECT folded_until FROM rollup_state WHERE id = 1)",
      [ago(MINUTES_DAYS)],
    ),
    touchedScopes: await deleteInChunks("touched_scope", "noted_at < $1", [ago(TOUCHED_DAYS)]),
    rejectedEvents: await deleteInChunks("rejected_event", "received_at < $1", [ago(REJECTED_DAYS)]),
    sessions: await deleteInChunks("session", "expires_at < $1 OR revoked_at < $1", [ago(ENDED_SESSION_DAYS)]),
  };
}

async function removeEvents(cutoff: Date): Promise<{ monthsDropped: string[]; events: number }> {
  const outdated = "time < $1 AND received_at < $1";
  const { rows } = await pool().query<{ any: boolean }>(`SELECT EXISTS (SELECT 1 FROM usage_event WHERE ${outdated}) AS any`, [
    cutoff,
  ]);
  if (rows[0]?.any) await noteEventsKeptFrom(cutoff.getTime());
  const monthsDropped: string[] = [];
  let events = 0;
  for (const month of (await findMonths()).filter((each) => new Date(boundsOf(each).from) < cutoff)) {
    const dropped = await dropOrLeave(month, cutoff);
    if (dropped !== null) {
      monthsDropped.push(month);
      events += dropped;
    } else events += await deleteInChunks(partitionName(month), outdated, [cutoff]);
  }
  events += await deleteInChunks("usage_event_default", outdated, [cutoff]);
  return { monthsDropped, events };
}

async function dropOrLeave(month: string, cutoff: Date): Promise<number | null> {
  try {
    return await dropMonth(month, cutoff);
  } catch (error) {
    if (!gaveWay(error)) throw error;
    return null;
  }
}
