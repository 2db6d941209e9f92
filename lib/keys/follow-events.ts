import { readBorder } from "@/lib/metering/service";
import { inTransaction, pool } from "@/lib/platform/database";
import { DAY_MS } from "@/lib/platform/time";
import { stopAllCompromised } from "./compromise";
import type { Editor } from "./editor";
import { evaluateKeys } from "./evaluate";
import { findLast4 } from "./queries/find-last4";
import { beginReading, readTouched } from "./queries/read-touched";
import { noteSleep, refineEndedUses } from "./queries/refine-uses";
import { recountUses, refreshUses } from "./queries/refresh-uses";
import { closeSilentRotations } from "./rotation";

/** One reader of the notes at a time. */
const FOLLOW_LOCK = 7_310_052;
const RECOUNTED_TOGETHER = 500;
/** What came in at once may hold a long silence. */
const LONG_MS = 30 * DAY_MS;

/**
 * Notes where keys were used, from what transactions touched since the last time; the whole past the
 * first time. Idempotent: what is read twice is noted once.
 * @returns whether anything new was seen
 */
export async function followEvents(): Promise<boolean> {
  return inTransaction(async (client) => {
    const { rows } = await client.query<{ mine: boolean }>("SELECT pg_try_advisory_xact_lock($1) AS mine", [FOLLOW_LOCK]);
    if (!rows[0]?.mine) return false;
    const touched = await readTouched(client);
    const border = new Date((await readBorder(client)).foldedUntilMs);
    if (touched === null) {
      await beginReading(client);
      await recountUses(client, null, border);
      await findLast4(client);
      return true;
    }
    if (touched.from === null || touched.to === null) return false;
    const range = { seriesIds: touched.seriesIds, from: touched.from, to: touched.to };
    const news = await refreshUses(client, range, border);
    if (news.length > 0 && range.to.getTime() - range.from.getTime() > LONG_MS) await noteSleep(client, news, range.from, border);
    if (touched.withdrawn.length > 0) {
      const keys = await client.query<{ key: string }>(
        "SELECT DISTINCT key FROM series WHERE series_id = ANY($1::bigint[]) AND key <> ''",
        [`{${touched.withdrawn.join(",")}}`],
      );
      for (let at = 0; at < keys.rows.length; at += RECOUNTED_TOGETHER)
        await recountUses(
          client,
          keys.rows.slice(at, at + RECOUNTED_TOGETHER).map((row) => row.key),
          border,
        );
    }
    const refined = await refineEndedUses(client, range);
    if (news.length > 0) await findLast4(client);
    return news.length > 0 || refined || touched.withdrawn.length > 0;
  });
}

/** Follows events, judges every key, and closes the rotations that are over: what runs every few seconds. */
export async function watchKeys(system: Editor, always: boolean): Promise<void> {
  const news = await followEvents();
  if (news || always) await inTransaction((client) => evaluateKeys(client, null));
  const waiting = await pool().query("SELECT FROM provider_key WHERE rotation_started_at IS NOT NULL LIMIT 1");
  if (waiting.rowCount) await closeSilentRotations(system);
  if (always) await stopAllCompromised(system);
}
