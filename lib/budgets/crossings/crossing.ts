import type { BudgetRecord } from "../model/budget";
import type { Threshold } from "../model/thresholds";

/** A threshold crossed: a fact, once per budget, subject, period (or episode) and threshold. Amounts are 10^-18 of the measure's unit. */
export interface Crossing {
  id: string;
  budget: BudgetRecord;
  /** The value of a template's dimension; null for the budget itself. */
  subject: string | null;
  threshold: Threshold;
  /** Of a rolling window or a burn rate: it ends below 90% of its threshold and may then happen anew. */
  episode: boolean;
  periodStartMs: number;
  periodEndMs: number;
  /** What crossed: the amount spent, the forecast, or the multiple of the even pace. */
  measured: bigint;
  spent: bigint;
  limit: bigint;
  forecast: bigint | null;
  /** Time of the newest usage that led to it. */
  eventMs: number;
  notedMs: number;
  /** The period was over when usage of it was recorded: worth a fact, not a page. */
  sinceClose: boolean;
  /** ingest, correction, re-rating, rebuild; sweep where nothing in particular changed. */
  cause: string;
}
