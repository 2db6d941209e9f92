import { formatAtto, ONE } from "@/lib/platform/decimal";
import type { Standing } from "../standings/standing";
import type { DecisionReason } from "./contract";

type Measure = Standing["measure"];

/** An amount of a budget's measure as people read it. */
export function amountText(amount: bigint, measure: Measure): string {
  return measure === "cost" ? `$${formatAtto(amount)}` : `${formatAtto(amount)} ${measure}`;
}

/** A share for showing: exact to a ten-thousandth. */
export function ratioOf(part: bigint, whole: bigint): number {
  return whole <= 0n ? 1 : Number((part * 10_000n) / whole) / 10_000;
}

/** A call's amount in a budget's measure: 10^-18 of its unit; null: not known. */
export function amountFor(measure: Measure, call: { tokens: number | null; cost: bigint | null }): bigint | null {
  if (measure === "requests") return ONE;
  if (measure === "cost") return call.cost;
  return call.tokens === null ? null : BigInt(call.tokens) * ONE;
}

const WORDS = { deny: "Denied here", throttle: "Slowed down here", warn: "Warned of here" } as const;

/** Why a budget stands in a call's way. `used`: spent and set aside. */
export function budgetReason(
  budget: Pick<Standing, "budgetId" | "name" | "subject" | "measure">,
  effect: "warn" | "throttle" | "deny",
  amounts: { spent: bigint; reserved: bigint; limit: bigint; estimate: bigint | null; resetsAtMs: number },
): DecisionReason {
  const { spent, reserved, limit, estimate, resetsAtMs } = amounts;
  const used = spent + reserved;
  const whose = budget.subject === null ? budget.name : `${budget.name} (${budget.subject})`;
  const aside = reserved > 0n ? `, ${amountText(reserved, budget.measure)} more are set aside` : "";
  const asked = used < limit && estimate !== null ? `, and this call may take ${amountText(estimate, budget.measure)}` : "";
  const resets = new Date(resetsAtMs).toISOString();
  return {
    kind: "budget",
    id: budget.budgetId,
    name: whose,
    message: `${WORDS[effect]}: ${amountText(spent, budget.measure)} of the budget's ${amountText(limit, budget.measure)} are spent${aside}${asked}; it begins anew at ${resets}.`,
    effect,
    used_ratio: ratioOf(used, limit),
    resets_at: resets,
  };
}
