import type { Rule } from "@/lib/anomalies/service";

export const SCOPE_DIMENSIONS = ["tenant", "feature", "environment", "provider", "model", "key", "user"] as const;
export type ScopeDimension = (typeof SCOPE_DIMENSIONS)[number];

/** Names a rule is narrowed to, or patterns in which * stands for any characters; a dimension left out: everything. */
export type RuleScope = Readonly<Partial<Record<ScopeDimension, readonly string[]>>>;

/** What a call, or a subject, is called in each dimension that it names. */
export type Named = Readonly<Partial<Record<ScopeDimension, string | null>>>;

/** What the installation's own first days say a threshold should be. */
export interface Calibration {
  /** Null: not enough history yet, and `note` says so. */
  value: number | null;
  /** What the history itself has, before margin and floor. */
  observed: number | null;
  /** The days used, first and last, as YYYY-MM-DD (UTC); null without history. */
  from: string | null;
  to: string | null;
  note: string;
  computedAt: string;
}

/** A rule as it is kept: ready-made or somebody's own. `condition`, `subjects` and so on are what detectors take. */
export interface StoredRule extends Rule {
  origin: "ready_made" | "custom";
  scope: RuleScope;
  /** Which fields people changed of a ready-made rule; empty: as shipped. */
  edited: readonly string[];
  calibration: Calibration | null;
  createdAt: Date;
  createdBy: string;
  updatedAt: Date;
  updatedBy: string;
}
