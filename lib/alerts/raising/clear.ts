import type pg from "pg";
import { now } from "@/lib/platform/clock";
import { lifeOf, withLife } from "../alert-row";
import { settle } from "../changing/settle";
import { step } from "../model/life";
import type { ChangedAlert } from "../model/speech";
import { lockAlerts } from "../queries/lock-alerts";
import { selectAlertsByKey } from "../queries/select-alerts";
import type { AlertKey } from "../raised";

/**
 * The conditions of these alerts have cleared (hysteresis is the caller's): they resolve by themselves. What has ended, or never
 * was, is left as it is. @param at event time of the clearing
 */
export async function clearAlerts(client: pg.ClientBase, list: readonly AlertKey[], at: Date): Promise<void> {
  if (list.length === 0) return;
  await lockAlerts(client);
  const changed: ChangedAlert[] = [];
  for (const row of await selectAlertsByKey(client, list)) {
    const { life, happened } = step(lifeOf(row), { kind: "cleared" });
    if (happened.length > 0) changed.push({ row: withLife(row, life, now()), happened });
  }
  await settle(client, { changed, who: "Costwarden", now: now(), detailOf: () => ({ cleared_at: at.toISOString() }) });
}
