import { pool } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import type { Reach } from "@/lib/platform/reach";
import type { RuleAnswer, RuleFilter } from "./contract";
import { readRuleRow, readRules } from "./queries/read-rules";
import { ruleAnswer } from "./rule-answer";
import { ruleOf } from "./rule-row";
import type { StoredRule } from "./stored-rule";

/** Rules, ready-made ones first. A rule narrowed to a tenant out of reach is not there; values from everybody's history are not told. */
export async function listRules({ origin, on }: RuleFilter, reach: Reach): Promise<{ rules: RuleAnswer[] }> {
  const all = (await readRules(pool())).map(ruleOf).filter((rule) => rule !== null);
  const wanted = all.filter((rule) => (origin ?? rule.origin) === rule.origin && (on ?? rule.on) === rule.on);
  return { rules: wanted.filter((rule) => isWithin(rule, reach)).map((rule) => answerWithin(rule, reach)) };
}

/** @throws not_found, also for one narrowed to a tenant out of reach */
export async function readRule(id: string, reach: Reach): Promise<RuleAnswer> {
  const row = await readRuleRow(pool(), id);
  const rule = row && ruleOf(row);
  if (!rule || !isWithin(rule, reach)) throw new DomainError("not_found", `There is no alert rule with the id "${id}".`);
  return answerWithin(rule, reach);
}

const isWithin = ({ scope }: StoredRule, reach: Reach): boolean =>
  !reach.limited || (scope.tenant ?? []).every((name) => !name.includes("*") && reach.has(name));

const answerWithin = (rule: StoredRule, reach: Reach): RuleAnswer =>
  ruleAnswer(reach.limited ? { ...rule, calibration: null } : rule);
