import { clearAlerts } from "@/lib/alerts/service";
import { now } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/database";
import { findEndedCrossings } from "./queries/find-ended-crossings";

/** Ends alerts of budgets whose period or episode is over: what was overspent then cannot be helped now. @returns how many */
export function endCrossings(): Promise<number> {
  return inTransaction(async (client) => {
    const ended = await findEndedCrossings(client, now());
    await clearAlerts(client, ended, now());
    return ended.length;
  });
}
