import { READY_MADE_RULES, type Rule } from "@/lib/anomalies/service";
import { THRESHOLD_FIELD } from "./choices";
import { toWire } from "./condition";
import type { RuleAnswer } from "./contract";
import type { StoredRule } from "./stored-rule";

const SHIPPED = new Map(READY_MADE_RULES.map((rule) => [rule.id, rule]));

export const shippedRule = (id: string): Rule | undefined => SHIPPED.get(id);

/** A condition's main number; null where nothing is compared with one. */
export function thresholdOf(condition: Rule["condition"]): { field: string; value: number } | null {
  const wire = toWire(condition);
  const field = THRESHOLD_FIELD[wire.kind];
  return field === undefined ? null : { field, value: (wire as unknown as Record<string, number>)[field] as number };
}

/** Which fields of a ready-made rule are not as shipped. */
export function editedFields(rule: StoredRule): string[] {
  const shipped = rule.origin === "ready_made" ? shippedRule(rule.id) : undefined;
  if (!shipped) return rule.origin === "custom" ? [] : [...rule.edited];
  const same = (a: unknown, b: unknown) => canonical(a) === canonical(b);
  const fields = (["title", "reason", "on", "severity", "subjects", "condition"] as const).filter(
    (field) => !same(rule[field], shipped[field]),
  );
  return Object.keys(rule.scope).length > 0 ? [...fields, "scope"] : fields;
}

/** The order of members is the database's own. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

export function ruleAnswer(rule: StoredRule): RuleAnswer {
  const shipped = rule.origin === "ready_made" ? shippedRule(rule.id) : undefined;
  const threshold = thresholdOf(rule.condition);
  const same = shipped?.condition.kind === rule.condition.kind;
  return {
    id: rule.id,
    origin: rule.origin,
    title: rule.title,
    reason: rule.reason,
    reported: rule.reported,
    on: rule.on,
    suggested: shipped?.on === false,
    severity: rule.severity,
    subjects: [...rule.subjects],
    condition: toWire(rule.condition) as unknown as Record<string, unknown>,
    threshold: threshold && { ...threshold, shipped: same && shipped ? (thresholdOf(shipped.condition)?.value ?? null) : null },
    scope: Object.fromEntries(Object.entries(rule.scope).map(([name, values]) => [name, [...values]])),
    edited: [...rule.edited],
    calibrated: rule.calibration && {
      value: rule.calibration.value,
      observed: rule.calibration.observed,
      from: rule.calibration.from,
      to: rule.calibration.to,
      note: rule.calibration.note,
      computed_at: rule.calibration.computedAt,
    },
    created_at: rule.createdAt.toISOString(),
    created_by: rule.createdBy,
    updated_at: rule.updatedAt.toISOString(),
    updated_by: rule.updatedBy,
  };
}
