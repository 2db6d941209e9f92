import type pg from "pg";
import { now } from "@/lib/platform/clock";
import { type AlertRow, lifeOf, withLife } from "../alert-row";
import { settle } from "../changing/settle";
import { step } from "../model/life";
import type { ChangedAlert } from "../model/speech";
import { lockAlerts } from "../queries/lock-alerts";
import { selectAlertsByKey } from "../queries/select-alerts";
import { type Clearing, keyText } from "../raised";

/**
 * The conditions of these alerts have cleared (hysteresis is the caller's): they resolve by themselves. What has ended, or never
 * was, is left as it is. @param at event time of the clearing
 */
export async function clearAlerts(client: pg.ClientBase, list: readonly Clearing[], at: Date): Promise<void> {
  if (list.length === 0) return;
  await lockAlerts(client);
  const changed: ChangedAlert[] = [];
  for (const row of await selectAlertsByKey(client, list)) {
    const { life, happened } = step(lifeOf(row), { kind: "cleared" });
    if (happened.length > 0) changed.push({ row: withLife(row, life, now()), happened });
  }
  const reasons = new Map(list.map((each) => [keyText(each), each.why]));
  const detailOf = (row: AlertRow) => {
    const { rule_id: ruleId, subject_key: subjectKey, episode, threshold } = row;
    const why = reasons.get(keyText({ ruleId, subjectKey, episode, threshold }));
    return { ...(why === undefined ? {} : { reason: why }), cleared_at: at.toISOString() };
  };
  await settle(client, { changed, who: "Costwarden", now: now(), detailOf });
}
