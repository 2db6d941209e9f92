import type { Condition, Rule, Severity, SubjectKind } from "../rule";

const OWN: readonly SubjectKind[] = ["tenant", "feature", "key", "user", "model"];
export const PAIRS: readonly SubjectKind[] = [...OWN, "tenant_feature", "tenant_key", "tenant_user", "tenant_model"];
const TRAFFIC: readonly SubjectKind[] = ["tenant", "feature", "key", "tenant_feature"];
export const ROUTES: readonly SubjectKind[] = ["tenant", "feature", "model"];

interface Row {
  title: string;
  reported: string;
  reason: string;
  severity?: Severity;
  subjects?: readonly SubjectKind[];
}

export function on(id: string, row: Row, condition: Condition): Rule {
  return { id, on: true, severity: "warning", subjects: TRAFFIC, ...row, condition };
}

/** Fixed numbers fire all day at a large company and never at a small one: offered, not switched on. */
export function suggested(id: string, row: Row, condition: Condition): Rule {
  return { ...on(id, row, condition), on: false };
}

export const fact = (
  name: Extract<Condition, { kind: "fact" }>["fact"],
  environments: readonly string[] | null = null,
): Condition => ({
  kind: "fact",
  fact: name,
  environments,
});
export const amount = (
  name: Extract<Condition, { kind: "amount" }>["amount"],
  above: number,
  windowMinutes: number | null = null,
): Condition => ({ kind: "amount", amount: name, above, windowMinutes });
export const share = (
  part: Extract<Condition, { kind: "share" }>["part"],
  windowMinutes: number,
  above: number,
  criticalAbove: number | null = null,
): Condition => ({ kind: "share", part, windowMinutes, above, criticalAbove, leastRequests: 20, leastUsd: 0.01 });

export const DAY_MINUTES = 1440;
export const PRODUCTION = ["production"];
