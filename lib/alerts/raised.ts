import type { Severity, SubjectKind } from "@/lib/anomalies/service";

export type AlertDimension = "tenant" | "feature" | "environment" | "provider" | "model" | "key" | "user";

/** The part of all usage that an alert is about; an empty one is everything. */
export type AlertScope = Partial<Record<AlertDimension, string>>;

export type AlertUnit = "usd" | "tokens" | "requests" | "share" | "ms" | "count" | "";

export interface Contributor {
  name: string;
  value: string;
  scope?: AlertScope;
  /** Its part of the whole, 0 to 1: an alert over many tenants is about the one that makes half of it. */
  share?: number;
}

/** What names an alert: one row each, held by the database. */
export interface AlertKey {
  ruleId: string;
  subjectKey: string;
  episode: string;
  threshold: string;
}

/** An alert whose condition has cleared; why, in a sentence, for its timeline. */
export interface Clearing extends AlertKey {
  why?: string;
}

/** A fact that somebody is to know of, as whoever found it tells it. */
export interface Raised {
  ruleId: string;
  ruleTitle: string;
  /** `key` is canonical: "tenant=acme", "tenant=acme|feature=chat", "budget:ID|tenant=acme". */
  subject: { kind: SubjectKind | "budget"; key: string; label: string };
  /** For links to events, for grouping and routing. */
  scope: AlertScope;
  /** Start of the period or of the episode, RFC 3339. */
  episode: string;
  /** "" where a rule has but one. */
  threshold: string;
  severity: Severity;
  /** Event time of what is told. */
  at: Date;
  /** When it began, event time. */
  began: Date;
  actual: number | null;
  expected: number | null;
  low: number | null;
  high: number | null;
  unit: AlertUnit;
  /** How sure a statistical rule is, 0 to 1. */
  score?: number | null;
  /** Dollars beyond what was expected so far; a plain decimal. */
  impactUsd: string | null;
  usdPerHour: string | null;
  /** One sentence: what, and how much against what. */
  summary: string;
  facts: { label: string; value: string }[];
  /** The largest first. */
  contributors: Contributor[];
  /** Every tenant in it: people limited to tenants see it only when all are theirs. */
  tenants: string[];
  /** About a period that is closed: recorded, but nobody is paged. */
  sinceClose: boolean;
  sample: { correlationId?: string; requestIds?: string[] } | null;
}

export function keyOf(raised: Raised): AlertKey {
  return { ruleId: raised.ruleId, subjectKey: raised.subject.key, episode: raised.episode, threshold: raised.threshold };
}

/** One text for the four that name an alert. */
export function keyText(key: AlertKey): string {
  return JSON.stringify([key.ruleId, key.subjectKey, key.episode, key.threshold]);
}
