import { readBorder } from "@/lib/metering/service";
import { now } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/database";
import { beginReading, readTouched } from "./queries/read-touched";
import { countUses, enterNames, refreshUses } from "./queries/refresh-uses";

/** One reader of the notes at a time. */
const FOLLOW_LOCK = 7_310_066;

/**
 * Enters the names that events brought since the last time (the whole past the first time), from the notes of what
 * transactions touched. Idempotent.
 * @returns how many entries are new
 */
export async function followNames(): Promise<number> {
  return inTransaction(async (client) => {
    const { rows } = await client.query<{ mine: boolean }>("SELECT pg_try_advisory_xact_lock($1) AS mine", [FOLLOW_LOCK]);
    if (!rows[0]?.mine) return 0;
    const touched = await readTouched(client);
    if (touched === undefined) return 0;
    const border = new Date((await readBorder(client)).foldedUntilMs);
    if (touched === null) {
      await beginReading(client);
      await countUses(client, border, null);
    } else {
      await refreshUses(client, touched, border);
      if (touched.withdrawn.length > 0) await countUses(client, border, touched.withdrawn);
    }
    return enterNames(client, now());
  });
}
