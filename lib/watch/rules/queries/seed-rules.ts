import type pg from "pg";
import type { Rule } from "@/lib/anomalies/service";
import { toWire } from "../condition";

/**
 * Adds ready-made rules that are not there yet and brings the others up to date, but for the fields people changed.
 * A rule that is as shipped is not written. @returns how many rows changed
 */
export async function seedRules(client: pg.ClientBase, shipped: readonly Rule[], at: Date): Promise<number> {
  const { rowCount } = await client.query(
    `INSERT INTO alert_rule AS r (id, origin, title, reason, reported, enabled, severity, subjects, condition, place,
       created_at, created_by, updated_at, updated_by)
     SELECT s.id, 'ready_made', s.title, s.reason, s.reported, s.enabled, s.severity, s.subjects, s.condition, s.place,
       $2, 'Costwarden', $2, 'Costwarden'
     FROM jsonb_to_recordset($1::jsonb) AS s(id text, title text, reason text, reported text, enabled boolean, severity text,
       subjects text[], condition jsonb, place integer)
     ON CONFLICT (id) DO UPDATE SET
       title = CASE WHEN 'title' = ANY(r.edited) THEN r.title ELSE excluded.title END,
       reason = CASE WHEN 'reason' = ANY(r.edited) THEN r.reason ELSE excluded.reason END,
       enabled = CASE WHEN 'on' = ANY(r.edited) THEN r.enabled ELSE excluded.enabled END,
       severity = CASE WHEN 'severity' = ANY(r.edited) THEN r.severity ELSE excluded.severity END,
       subjects = CASE WHEN 'subjects' = ANY(r.edited) THEN r.subjects ELSE excluded.subjects END,
       condition = CASE WHEN 'condition' = ANY(r.edited) THEN r.condition ELSE excluded.condition END,
       reported = excluded.reported, place = excluded.place
     WHERE r.origin = 'ready_made' AND (
       r.reported <> excluded.reported OR r.place <> excluded.place
       OR r.title <> excluded.title AND 'title' <> ALL(r.edited)
       OR r.reason <> excluded.reason AND 'reason' <> ALL(r.edited)
       OR r.enabled <> excluded.enabled AND 'on' <> ALL(r.edited)
       OR r.severity <> excluded.severity AND 'severity' <> ALL(r.edited)
       OR r.subjects <> excluded.subjects AND 'subjects' <> ALL(r.edited)
       OR r.condition <> excluded.condition AND 'condition' <> ALL(r.edited))`,
    [JSON.stringify(shipped.map((rule, place) => seedRow(rule, place))), at],
  );
  return rowCount ?? 0;
}

const seedRow = ({ id, title, reason, reported, on, severity, subjects, condition }: Rule, place: number) => ({
  ...{ id, title, reason, reported, severity, subjects, place },
  enabled: on,
  condition: toWire(condition),
});
