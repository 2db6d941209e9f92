import { formatAtto } from "@/lib/platform/decimal";
import { rfc3339 } from "@/lib/platform/time";
import type { Budget, Increase, Limits } from "../contract";
import type { BudgetRecord } from "../model/budget";
import { baseLimitAt, type IncreaseRow, isInForce, limitAt } from "../model/limits";

const UNITS = { cost: "usd", tokens: "tokens", requests: "requests" } as const;

const instantOrNull = (ms: number | null) => (ms === null ? null : rfc3339(ms));

/** A budget as it goes over the wire. */
export function budgetAnswer(budget: BudgetRecord, atMs: number): Budget {
  const { id, name, scope, each, measure, period, mode, thresholds, owner, notes } = budget;
  return {
    ...{ id, name, scope, each, measure, unit: UNITS[measure], period, mode },
    on_unavailable: budget.onUnavailable,
    ...{ thresholds, owner, notes },
    limit: formatAtto(limitAt(budget, atMs) ?? 0n),
    base_limit: formatAtto(baseLimitAt(budget, atMs) ?? 0n),
    created_at: rfc3339(budget.createdAtMs),
    created_by: budget.createdBy,
    updated_at: rfc3339(budget.updatedAtMs),
    updated_by: budget.updatedBy,
    archived_at: instantOrNull(budget.archivedAtMs),
    archived_by: budget.archivedBy,
  };
}

export function increaseAnswer(increase: IncreaseRow, atMs: number): Increase {
  const { id, amount, fromMs, toMs, reason, createdAtMs, createdBy, endedAtMs, endedBy } = increase;
  return {
    id,
    amount: formatAtto(amount),
    from: rfc3339(fromMs),
    until: rfc3339(toMs),
    reason,
    created_at: rfc3339(createdAtMs),
    created_by: createdBy,
    ended_at: instantOrNull(endedAtMs),
    ended_by: endedBy,
    in_force: isInForce(increase, atMs),
  };
}

export function limitsAnswer(budget: BudgetRecord, atMs: number): Limits {
  return {
    limits: [...budget.limits].reverse().map(({ amount, fromMs, reason, createdAtMs, createdBy }) => ({
      limit: formatAtto(amount),
      from: rfc3339(fromMs),
      reason,
      created_at: rfc3339(createdAtMs),
      created_by: createdBy,
    })),
    increases: [...budget.increases].reverse().map((increase) => increaseAnswer(increase, atMs)),
  };
}
