import { uuidv7 } from "uuidv7";
import { lineageOf } from "@/lib/keys/service";
import { atto } from "@/lib/platform/decimal";
import { canonicalProvider } from "@/lib/pricing/service";
import type { NewBudget } from "../contract";
import type { BudgetRecord } from "../model/budget";
import { identityOf, orderedScope } from "../model/scope";
import { defaultThresholds } from "../model/thresholds";

/** The record of a new budget, whose limit is in force from now on. */
export function makeRecord(given: NewBudget, author: string, nowMs: number): BudgetRecord {
  const { name, each, measure, period, mode, owner, notes } = given;
  const terms = { scope: orderedScope(given.scope, { provider: canonicalProvider, key: lineageOf }), each, measure, period };
  const made = { createdAtMs: nowMs, createdBy: author };
  return {
    ...terms,
    ...{ id: uuidv7(), name, mode, owner, notes },
    onUnavailable: given.on_unavailable,
    thresholds: given.thresholds ?? defaultThresholds(period.kind),
    identity: identityOf(terms),
    limits: [{ amount: atto(given.limit), fromMs: nowMs, reason: null, ...made }],
    increases: [],
    ...made,
    updatedAtMs: nowMs,
    updatedBy: author,
    archivedAtMs: null,
    archivedBy: null,
  };
}
