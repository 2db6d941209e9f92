import type pg from "pg";
import type { BudgetRecord } from "../model/budget";

/** Writes what of budgets may change; their limits have rows of their own. */
export async function updateBudgets(client: pg.ClientBase, budgets: readonly BudgetRecord[]): Promise<void> {
  if (budgets.length === 0) return;
  await client.query(
    `UPDATE budget AS b SET name = g.name, mode = g.mode, on_unavailable = g.on_unavailable, thresholds = g.thresholds,
       owner = g.owner, notes = g.notes, updated_at = g.updated_at, updated_by = g.updated_by,
       archived_at = g.archived_at, archived_by = g.archived_by
     FROM jsonb_to_recordset($1::jsonb) AS g(id uuid, name text, mode text, on_unavailable text, thresholds jsonb, owner text,
       notes text, updated_at timestamptz, updated_by text, archived_at timestamptz, archived_by text)
     WHERE b.id = g.id`,
    [
      JSON.stringify(
        budgets.map((budget) => ({
          ...budget,
          limits: undefined,
          increases: undefined,
          on_unavailable: budget.onUnavailable,
          updated_at: new Date(budget.updatedAtMs).toISOString(),
          updated_by: budget.updatedBy,
          archived_at: budget.archivedAtMs === null ? null : new Date(budget.archivedAtMs).toISOString(),
          archived_by: budget.archivedBy,
        })),
      ),
    ],
  );
}
