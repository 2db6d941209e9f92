import type { Each, Measure, Mode, OnUnavailable, Scope } from "../fields/contract";

/**
 * What a call may carry, by the names of scopes: tenant, feature, environment, provider (canonical), model, key,
 * user, tag:NAME. A dimension that is not known is left out; a budget that needs it does not match.
 */
export type CallDimensions = Readonly<Record<string, string | undefined>>;

/** Where one budget stands for one subject, in memory; at most a second behind what is committed. */
export interface Standing {
  readonly budgetId: string;
  readonly name: string;
  /** The value of a template's dimension; null for the budget itself. */
  readonly subject: string | null;
  readonly each: Each | null;
  readonly scope: Scope;
  readonly measure: Measure;
  readonly mode: Mode;
  readonly onUnavailable: OnUnavailable;
  /** Half-open, milliseconds since the epoch. */
  readonly periodStartMs: number;
  readonly periodEndMs: number;
  /** When the next period begins; of a rolling window, when it next moves on. */
  readonly resetsAtMs: number;
  /** 10^-18 of the measure's unit (US dollars, tokens, requests), so that money stays exact. In force now, increases included. */
  readonly limit: bigint;
  readonly spent: bigint;
  /** Limit less spent; below zero when overspent. */
  readonly remaining: bigint;
  /** 1 = the whole limit. */
  readonly usedRatio: number;
}

/** The standings of this instance. */
export interface StandingBook {
  /**
   * Every budget in use that a call with these dimensions counts to, templates by the call's own value (also one never
   * seen: spent 0) unless an own budget overrides them. Hashed by the shape of the scope: costs a few look-ups, whatever the number of budgets.
   */
  matching(call: CallDimensions): readonly Standing[];
  /** One standing by its budget, and of a template by its subject; undefined when there is none in use. */
  find(budgetId: string, subject?: string | null): Standing | undefined;
  /** When the book last agreed with the database, milliseconds since the epoch; 0 before the first reading. */
  readonly readAtMs: number;
  /** Whether the last look at the database succeeded. */
  readonly reachable: boolean;
  /** Grows with every change of any standing, for caches of answers. */
  readonly version: number;
}
