import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { DAY_MS } from "@/lib/platform/time";
import { ensurePartitions, monthOf } from "./queries/ensure-partitions";

/** Makes the partition of the month that begins within a week, so that its first event need not wait for it. */
export async function preparePartitions(): Promise<void> {
  await ensurePartitions(pool(), [monthOf(nowMs()), monthOf(nowMs() + 7 * DAY_MS)]);
}
