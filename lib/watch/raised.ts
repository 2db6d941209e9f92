import type { Severity, SubjectKind } from "@/lib/anomalies/service";
import type { ScopeDimension } from "./rules/service";

/** One fact that a rule found, as alerts take it: one alert per rule, subject, episode and threshold. */
export interface Raised {
  ruleId: string;
  ruleTitle: string;
  subject: { kind: SubjectKind | "budget"; key: string; label: string };
  scope: Partial<Record<ScopeDimension, string>>;
  episode: string;
  threshold: string;
  severity: Severity;
  at: Date;
  began: Date;
  actual: number | null;
  expected: number | null;
  low: number | null;
  high: number | null;
  unit: "usd" | "tokens" | "requests" | "share" | "ms" | "count" | "";
  impactUsd: string | null;
  usdPerHour: string | null;
  summary: string;
  facts: { label: string; value: string }[];
  contributors: { name: string; value: string; scope?: Partial<Record<ScopeDimension, string>> }[];
  tenants: string[];
  sinceClose: boolean;
  sample: { correlationId?: string; requestIds?: string[] } | null;
}
