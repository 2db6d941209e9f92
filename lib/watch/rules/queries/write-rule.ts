import type pg from "pg";
import { toWire } from "../condition";
import type { StoredRule } from "../stored-rule";

const columns = (rule: StoredRule): unknown[] => [
  rule.id,
  rule.origin,
  rule.title,
  rule.reason,
  rule.reported,
  rule.on,
  rule.severity,
  rule.subjects,
  JSON.stringify(toWire(rule.condition)),
  JSON.stringify(rule.scope),
  rule.edited,
  rule.updatedAt,
  rule.updatedBy,
];

/** Writes a rule as it now is: a new one, or everything of one that is there but its origin and who made it. */
export async function writeRule(client: pg.ClientBase, rule: StoredRule): Promise<void> {
  await client.query(
    `INSERT INTO alert_rule (id, origin, title, reason, reported, enabled, severity, subjects, condition, scope, edited,
       created_at, created_by, updated_at, updated_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $12, $13)
     ON CONFLICT (id) DO UPDATE SET title = excluded.title, reason = excluded.reason, enabled = excluded.enabled,
       severity = excluded.severity, subjects = excluded.subjects, condition = excluded.condition, scope = excluded.scope,
       edited = excluded.edited, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
    columns(rule),
  );
}
