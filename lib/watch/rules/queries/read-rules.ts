import type pg from "pg";

/** A row of alert_rule; condition, scope and calibration as they were written, yet to be parsed. */
export interface RuleRow {
  id: string;
  origin: "ready_made" | "custom";
  title: string;
  reason: string;
  reported: string;
  enabled: boolean;
  severity: "info" | "warning" | "critical";
  subjects: string[];
  condition: unknown;
  scope: unknown;
  edited: string[];
  calibration: unknown;
  created_at: Date;
  created_by: string;
  updated_at: Date;
  updated_by: string;
}

/** All rules, ready-made ones in their order, then people's own, oldest first. */
export async function readRules(client: pg.Pool | pg.ClientBase): Promise<RuleRow[]> {
  const { rows } = await client.query<RuleRow>("SELECT * FROM alert_rule ORDER BY place, created_at, id");
  return rows;
}

export async function readRuleRow(client: pg.Pool | pg.ClientBase, id: string, lock = false): Promise<RuleRow | null> {
  const { rows } = await client.query<RuleRow>(`SELECT * FROM alert_rule WHERE id = $1 ${lock ? "FOR UPDATE" : ""}`, [id]);
  return rows[0] ?? null;
}
