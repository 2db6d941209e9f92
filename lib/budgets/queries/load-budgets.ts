import type pg from "pg";
import { directoryNames } from "@/lib/directory/names/service";
import { keyLineages } from "@/lib/keys/service";
import { atto } from "@/lib/platform/decimal";
import type { Reach } from "@/lib/platform/reach";
import { countedAs } from "../counted-as";
import type { BudgetRecord } from "../model/budget";
import { orderedScope } from "../model/scope";
import type { Threshold } from "../model/thresholds";

interface Row {
  id: string;
  name: string;
  scope: BudgetRecord["scope"];
  each: BudgetRecord["each"];
  measure: BudgetRecord["measure"];
  period: BudgetRecord["period"];
  mode: BudgetRecord["mode"];
  on_unavailable: BudgetRecord["onUnavailable"];
  thresholds: Threshold[];
  owner: string | null;
  notes: string | null;
  identity: string;
  created_at: Date;
  created_by: string;
  updated_at: Date;
  updated_by: string;
  archived_at: Date | null;
  archived_by: string | null;
  limits: { amount: string; from: string; reason: string | null; at: string; by: string }[] | null;
  increases:
    | {
        id: string;
        amount: string;
        from: string;
        until: string;
        reason: string;
        at: string;
        by: string;
        ended_at: string | null;
        ended_by: string | null;
      }[]
    | null;
}

export interface BudgetChoice {
  ids?: readonly string[];
  identities?: readonly string[];
  archived?: boolean;
  /** Only those of tenants within it; a budget that names no tenant is everybody's. Absent: all. */
  reach?: Reach;
}

/** That a budget names tenants, and only such as the parameter (null: all) holds. */
export const budgetWithin = (scope: string, tenants: string) =>
  `(${tenants}::text[] IS NULL OR coalesce(${scope}->'tenant' <@ to_jsonb(${tenants}::text[]), false))`;

/**
 * Budgets with all their limits and increases, in the order of their making; of `archived` undefined, both kinds.
 * A key that was registered after its budget was made is named by its id.
 */
export async function loadBudgets(client: pg.Pool | pg.ClientBase, choice: BudgetChoice): Promise<BudgetRecord[]> {
  const { rows } = await client.query<Row>(
    `SELECT b.*, l.limits, i.increases FROM budget AS b
     LEFT JOIN LATERAL (
       SELECT json_agg(json_build_object('amount', amount::text, 'from', effective_from, 'reason', reason,
         'at', created_at, 'by', created_by) ORDER BY effective_from, id) AS limits
       FROM budget_limit WHERE budget_id = b.id) AS l ON true
     LEFT JOIN LATERAL (
       SELECT json_agg(json_build_object('id', id, 'amount', amount::text, 'from', effective_from, 'until', effective_to,
         'reason', reason, 'at', created_at, 'by', created_by, 'ended_at', ended_at, 'ended_by', ended_by)
         ORDER BY effective_from, id) AS increases
       FROM budget_increase WHERE budget_id = b.id) AS i ON true
     WHERE ($1::uuid[] IS NULL OR b.id = ANY($1)) AND ($2::text[] IS NULL OR b.identity = ANY($2))
       AND ($3::boolean IS NULL OR (b.archived_at IS NOT NULL) = $3)
       AND ${budgetWithin("b.scope", "$4")}
     ORDER BY b.created_at, b.id`,
    [choice.ids ?? null, choice.identities ?? null, choice.archived ?? null, choice.reach?.tenants ?? null],
  );
  await Promise.all([keyLineages(), directoryNames()]);
  return rows.map(recordOf);
}

const ms = (text: string) => Date.parse(text);
const msOrNull = (text: string | null) => (text === null ? null : Date.parse(text));

function recordOf(row: Row): BudgetRecord {
  const { id, name, each, measure, period, mode, thresholds, owner, notes, identity } = row;
  const scope = orderedScope(row.scope, countedAs);
  return {
    ...{ id, name, scope, each, measure, period, mode, thresholds, owner, notes, identity },
    onUnavailable: row.on_unavailable,
    createdAtMs: row.created_at.getTime(),
    createdBy: row.created_by,
    updatedAtMs: row.updated_at.getTime(),
    updatedBy: row.updated_by,
    archivedAtMs: row.archived_at?.getTime() ?? null,
    archivedBy: row.archived_by,
    limits: (row.limits ?? []).map((each) => ({
      amount: atto(each.amount),
      fromMs: ms(each.from),
      reason: each.reason,
      createdAtMs: ms(each.at),
      createdBy: each.by,
    })),
    increases: (row.increases ?? []).map((each) => ({
      id: each.id,
      amount: atto(each.amount),
      fromMs: ms(each.from),
      toMs: ms(each.until),
      reason: each.reason,
      createdAtMs: ms(each.at),
      createdBy: each.by,
      endedAtMs: msOrNull(each.ended_at),
      endedBy: each.ended_by,
    })),
  };
}
