import { pool } from "@/lib/platform/database";
import type { DomainError } from "@/lib/platform/errors";
import type { Reach } from "@/lib/platform/reach";
import { invalid } from "../changes/faults";
import { loadBudget } from "../changes/in-change";
import type { BudgetRecord } from "../model/budget";

/** A budget and, of a template, the subject asked for. */
export interface Asked {
  budget: BudgetRecord;
  subject: string | null;
  /** The scope with the subject in it. */
  scope: Record<string, readonly string[]>;
}

export function noTemplate(): DomainError {
  return invalid([{ pointer: "/query/subject", detail: "is for templates, and this budget is none: leave it out" }]);
}

/** @throws not_found; validation_failed where a template's subject is missing, or one is given for no template */
export async function askedBudget(id: string, subject: string | undefined, reach: Reach): Promise<Asked> {
  const budget = await loadBudget(pool(), id, reach);
  const { each, scope } = budget;
  if (each === null) {
    if (subject !== undefined) throw noTemplate();
    return { budget, subject: null, scope };
  }
  if (subject === undefined || subject === "")
    throw invalid([{ pointer: "/query/subject", detail: `is missing: this is a template, ask for one ${each}` }]);
  return { budget, subject, scope: { ...scope, [each]: [subject] } };
}
