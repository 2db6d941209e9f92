import type pg from "pg";
import { formatAtto } from "@/lib/platform/decimal";
import type { BudgetRecord } from "../model/budget";
import type { LimitRow } from "../model/limits";

/** Stores budgets with their first limits. */
export async function insertBudgets(client: pg.ClientBase, budgets: readonly BudgetRecord[]): Promise<void> {
  await client.query(
    `INSERT INTO budget (id, name, scope, each, measure, period, mode, on_unavailable, thresholds, owner, notes, identity,
       created_at, created_by, updated_at, updated_by)
     SELECT g.id, g.name, g.scope, g.each, g.measure, g.period, g.mode, g.on_unavailable, g.thresholds, g.owner, g.notes, g.identity,
       g.at, g.by, g.at, g.by
     FROM jsonb_to_recordset($1::jsonb) AS g(id uuid, name text, scope jsonb, each text, measure text, period jsonb, mode text,
       on_unavailable text, thresholds jsonb, owner text, notes text, identity text, at timestamptz, by text)`,
    [
      JSON.stringify(
        budgets.map((budget) => ({
          ...budget,
          limits: undefined,
          increases: undefined,
          on_unavailable: budget.onUnavailable,
          at: new Date(budget.createdAtMs).toISOString(),
          by: budget.createdBy,
        })),
      ),
    ],
  );
  await insertLimits(
    client,
    budgets.flatMap(({ id, limits }) => limits.map((limit) => ({ budgetId: id, ...limit }))),
  );
}

export async function insertLimits(client: pg.ClientBase, limits: readonly (LimitRow & { budgetId: string })[]): Promise<void> {
  if (limits.length === 0) return;
  await client.query(
    `INSERT INTO budget_limit (budget_id, amount, effective_from, reason, created_at, created_by)
     SELECT * FROM unnest($1::uuid[], $2::numeric[], $3::timestamptz[], $4::text[], $5::timestamptz[], $6::text[])`,
    [
      limits.map(({ budgetId }) => budgetId),
      limits.map(({ amount }) => formatAtto(amount)),
      limits.map(({ fromMs }) => new Date(fromMs)),
      limits.map(({ reason }) => reason),
      limits.map(({ createdAtMs }) => new Date(createdAtMs)),
      limits.map(({ createdBy }) => createdBy),
    ],
  );
}
