import { uuidv7 } from "uuidv7";
import { atto } from "@/lib/platform/decimal";
import type { NewBudget } from "../contract";
import { countedAs } from "../counted-as";
import type { BudgetRecord } from "../model/budget";
import { identityOf, orderedScope } from "../model/scope";
import { defaultThresholds } from "../model/thresholds";

/** The record of a new budget, whose limit is in force from now on. */
export function makeRecord(given: NewBudget, author: string, nowMs: number): BudgetRecord {
  const { name, each, measure, period, mode, owner, notes } = given;
  const terms = { scope: orderedScope(given.scope, countedAs), each, measure, period };
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
