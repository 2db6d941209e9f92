import type pg from "pg";
import type { AlertRow } from "../alert-row";
import { LIVE_STATES } from "../model/life";

export interface AlertChoice {
  states?: readonly string[] | undefined;
  severities?: readonly string[] | undefined;
  rules?: readonly string[] | undefined;
  tenants?: readonly string[] | undefined;
  /** Values of dimensions of the scope. */
  scope: Readonly<Record<string, readonly string[] | undefined>>;
  incident?: string | undefined;
  search?: string | undefined;
  routed?: boolean | undefined;
  statisticalOnly?: boolean;
  fromMs?: number | undefined;
  toMs?: number | undefined;
  /** Only those whose tenants are all among these. */
  reach: readonly string[] | null;
  sort: "impact" | "newest";
  /** Beyond this place: impact or time of raising, then id. */
  after: readonly [string, string] | null;
  limit: number;
}

/** "live" stands for the states that have not ended. */
export function statesOf(given: readonly string[] | undefined): string[] | null {
  return given ? given.flatMap((state) => (state === "live" ? [...LIVE_STATES] : [state])) : null;
}

const ORDERS = {
  impact: { by: "coalesce(impact_usd, 0)", type: "numeric" },
  newest: { by: "raised_at", type: "timestamptz" },
} as const;

export async function listAlerts(client: pg.Pool | pg.ClientBase, choice: AlertChoice): Promise<AlertRow[]> {
  const order = ORDERS[choice.sort];
  const values: unknown[] = [];
  const where: string[] = [];
  const put = (value: unknown) => `$${values.push(value)}`;
  const any = (column: string, list: readonly string[] | null | undefined) => {
    if (list) where.push(`${column} = ANY(${put(list)}::text[])`);
  };
  any("state", statesOf(choice.states));
  any("severity", choice.severities);
  any("rule_id", choice.rules);
  for (const [name, list] of Object.entries(choice.scope)) if (list) any(`scope ->> ${put(name)}::text`, list);
  if (choice.tenants) where.push(`tenants && ${put(choice.tenants)}::text[]`);
  if (choice.reach) where.push(`tenants <@ ${put(choice.reach)}::text[] AND tenants <> '{}'`);
  if (choice.incident) where.push(`incident_id = ${put(choice.incident)}`);
  if (choice.search) {
    const pattern = put(`%${choice.search.replace(/[\\%_]/g, "\\$&")}%`);
    where.push(`(subject_label ILIKE ${pattern} OR summary ILIKE ${pattern})`);
  }
  if (choice.routed !== undefined) where.push(`routed = ${put(choice.routed)}`);
  if (choice.statisticalOnly) where.push("expected IS NOT NULL");
  if (choice.fromMs !== undefined) where.push(`raised_at >= ${put(new Date(choice.fromMs))}`);
  if (choice.toMs !== undefined) where.push(`raised_at < ${put(new Date(choice.toMs))}`);
  if (choice.after) where.push(`(${order.by}, id) < (${put(choice.after[0])}::${order.type}, ${put(choice.after[1])}::uuid)`);
  const { rows } = await client.query<AlertRow>(
    `SELECT * FROM alert ${where.length > 0 ? `WHERE ${where.join(" AND ")}` : ""}
     ORDER BY ${order.by} DESC, id DESC LIMIT ${put(choice.limit)}`,
    values,
  );
  return rows;
}
