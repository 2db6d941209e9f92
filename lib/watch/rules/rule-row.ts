import { z } from "zod";
import type { SubjectKind } from "@/lib/anomalies/service";
import { conditionSchema, toCondition } from "./condition";
import type { RuleRow } from "./queries/read-rules";
import { type Calibration, type RuleScope, SCOPE_DIMENSIONS, type StoredRule } from "./stored-rule";

const scopeSchema = z.partialRecord(z.enum(SCOPE_DIMENSIONS), z.array(z.string()));

/** A stored row as a rule; null for one that only a later version of the product can read. */
export function ruleOf(row: RuleRow): StoredRule | null {
  const condition = conditionSchema.safeParse(row.condition);
  const scope = scopeSchema.safeParse(row.scope);
  if (!condition.success || !scope.success) return null;
  return {
    id: row.id,
    origin: row.origin,
    title: row.title,
    reason: row.reason,
    reported: row.reported,
    on: row.enabled,
    severity: row.severity,
    subjects: row.subjects as SubjectKind[],
    condition: toCondition(condition.data),
    scope: scope.data as RuleScope,
    edited: row.edited,
    calibration: row.calibration as Calibration | null,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  };
}
