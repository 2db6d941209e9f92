import type { SubjectKind } from "@/lib/anomalies/service";
import { type Covers, coversOf, type StoredRule } from "../../rules/service";

export type UserKind = Extract<SubjectKind, "user" | "tenant_user">;
export const USER_KINDS: readonly UserKind[] = ["user", "tenant_user"];

export const isUserKind = (kind: string): kind is UserKind => USER_KINDS.some((each) => each === kind);

/** Conditions that compare a user with the past; fixed amounts are looked at apart. */
const OF_USERS: ReadonlySet<string> = new Set(["tenant_hour", "own_baseline", "against_expected"]);

export interface UserRules {
  rules: { rule: StoredRule; covers: Covers; kinds: readonly UserKind[] }[];
  /** No rule speaks of a user who cost less within the hour. */
  leastUsd: number;
}

/** What the rules that are on ask of users; null where none does. */
export function userRulesOf(all: Iterable<StoredRule>): UserRules | null {
  const rules: UserRules["rules"] = [];
  let leastUsd = Number.POSITIVE_INFINITY;
  for (const rule of all) {
    const kinds = rule.subjects.filter(isUserKind);
    if (!rule.on || kinds.length === 0 || !OF_USERS.has(rule.condition.kind)) continue;
    rules.push({ rule, covers: coversOf(rule.scope), kinds });
    leastUsd = Math.min(leastUsd, "leastUsd" in rule.condition ? rule.condition.leastUsd : 0);
  }
  return rules.length === 0 ? null : { rules, leastUsd };
}
