import type { BudgetPeriod, Each, Measure, Mode, OnUnavailable, Scope } from "../fields/contract";
import type { LimitHistory } from "./limits";
import type { Threshold } from "./thresholds";

/** What a budget measures, where and when. Scope's names and values are in order, each once. */
export interface BudgetTerms {
  scope: Scope;
  /** A template: every value of this dimension has the budget for itself. */
  each: Each | null;
  measure: Measure;
  period: BudgetPeriod;
}

/** A budget as it stands in the database. Amounts are 10^-18 of the measure's unit. */
export interface BudgetRecord extends BudgetTerms, LimitHistory {
  id: string;
  name: string;
  mode: Mode;
  onUnavailable: OnUnavailable;
  thresholds: Threshold[];
  owner: string | null;
  notes: string | null;
  identity: string;
  createdAtMs: number;
  createdBy: string;
  updatedAtMs: number;
  updatedBy: string;
  archivedAtMs: number | null;
  archivedBy: string | null;
}
