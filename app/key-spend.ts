import type { ProviderKey, SpendOfKey } from "@/lib/keys/contract";
import type { Reach } from "@/lib/platform/reach";
import { querySpend } from "@/lib/spend/service";

/** Beyond so many keys on one page, their days would be more rows than a report holds. */
const MOST_WITH_DAYS = 300;

/** The last 30 days of each key, in one question to the rollups. */
export async function spendOfKeys(keys: readonly ProviderKey[], reach: Reach): Promise<SpendOfKey[]> {
  if (keys.length === 0) return [];
  const daily = keys.length <= MOST_WITH_DAYS;
  const question = { group_by: "key", key: keys.map((key) => key.id) };
  const total = await querySpend({ ...question, granularity: "none", limit: String(keys.length) }, reach);
  const days = daily ? await querySpend({ ...question, granularity: "day", top: String(keys.length) }, reach) : { rows: [] };
  const found = new Map<string, SpendOfKey>();
  for (const { key, effective_cost_usd, requests } of total.rows)
    if (typeof key === "string") found.set(key, { key, effective_cost_usd, requests, by_day: [] });
  for (const { key, period_start, effective_cost_usd } of days.rows)
    if (typeof key === "string" && period_start) found.get(key)?.by_day.push({ day: period_start, effective_cost_usd });
  return [...found.values()];
}
