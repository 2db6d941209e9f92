import type { Condition, TenantHour } from "@/lib/anomalies/service";
import { isPerRequest, LEAST_REQUESTS } from "../evaluation/core/profile";
import type { Subject } from "../subject";
import { Past } from "./past";
import type { HourRow } from "./queries/read-hours";

/** Whether a rule could speak of a subject at all: what never had the dollars or the tokens needs no baseline. Leaves nobody out who could fire. */
export function mayFire(condition: Condition, { subject, rows }: Past, fromMs: number): boolean {
  const asked = rows.filter(({ hourMs }) => hourMs >= fromMs);
  if (condition.kind === "tenant_hour")
    return asked.some(({ usd }) => usd >= condition.leastUsd) && exceeds(condition, subject, rows, fromMs);
  if (condition.kind !== "own_baseline") return true;
  if (asked.some(({ usd }) => usd >= condition.leastUsd)) return true;
  // A drift is told of what is per request, from a dollar a day on.
  const drifts = condition.measures.some(isPerRequest);
  return drifts && asked.some(({ usd, requests }) => requests >= LEAST_REQUESTS && usd * 24 >= condition.leastUsd);
}

/** Whether an hour is beyond the multiple of the median before it, or the ceiling: the season may only raise that. */
function exceeds(condition: TenantHour, subject: Subject, rows: readonly HourRow[], fromMs: number): boolean {
  const before = new Past(subject);
  return rows.some(({ hourMs, tokens, usd }) => {
    const cold = before.activeHours < condition.leastActiveHours;
    const least = cold ? condition.ceilingTokens : condition.factor * before.median;
    before.learnActive(tokens);
    return hourMs >= fromMs && usd >= condition.leastUsd && tokens > least;
  });
}
