import { type Clearing, clearAlerts } from "@/lib/alerts/service";
import { now, nowMs } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/database";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import { rules, type StoredRule } from "../rules/service";
import { isEventRule, isLasting } from "./judge-event";
import { findPricedModels, findQuietFacts } from "./queries/find-quiet-facts";

/** What single calls do is over when none did it for an hour, as episodes are. */
const QUIET_AFTER_MS = HOUR_MS;
/** What lasts, a model or a missing limit: a run of once a week would have come. */
const LASTING_QUIET_MS = 8 * DAY_MS;

const SWITCHED_OFF = "The rule was switched off.";
const NO_MORE = "No such call came for an hour.";
const NO_MORE_LASTING = "No such call came for eight days.";
const PRICED = "Its calls have a price now.";

/** Whether what a rule tells is no episode of the evaluation: single calls, user actions, users. */
const tellsFacts = (rule: StoredRule): boolean =>
  isEventRule(rule) ||
  (rule.condition.kind === "amount" && rule.subjects.some((kind) => kind === "correlation" || kind.includes("user")));

/**
 * Ends alerts of single calls by themselves: when no further such call came for a while, when the model has a price, when the rule
 * is off. The same fact told again opens them again. @returns how many
 */
export async function endFacts(): Promise<number> {
  const found = rules().filter(tellsFacts);
  const quietOf = (rule: StoredRule) => (rule.on && isLasting(rule) ? LASTING_QUIET_MS : QUIET_AFTER_MS);
  const whys = new Map(found.map((rule) => [rule.id, !rule.on ? SWITCHED_OFF : isLasting(rule) ? NO_MORE_LASTING : NO_MORE]));
  const unpriced = found.filter(({ condition }) => condition.kind === "fact" && condition.fact === "unpriced_model");
  return inTransaction(async (client) => {
    const quiet = await findQuietFacts(
      client,
      found.map((rule) => ({ ruleId: rule.id, since: new Date(nowMs() - quietOf(rule)) })),
    );
    const priced = await findPricedModels(
      client,
      unpriced.map(({ id }) => id),
    );
    const over: Clearing[] = [
      ...priced.map((key) => ({ ...key, why: PRICED })),
      ...quiet.map((key) => ({ ...key, why: whys.get(key.ruleId) })),
    ];
    await clearAlerts(client, over, now());
    return over.length;
  });
}
