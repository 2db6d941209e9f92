import type pg from "pg";
import type { IncidentRow } from "../incident-row";
import { incidentWithin } from "./incidents-within";

export interface IncidentChoice {
  ids?: readonly string[];
  states?: readonly string[] | null;
  severities?: readonly string[] | undefined;
  tenants?: readonly string[] | undefined;
  fromMs?: number | undefined;
  toMs?: number | undefined;
  reach: readonly string[] | null;
  sort: "impact" | "newest";
  after: readonly [string, string] | null;
  limit: number;
}

const ORDERS = {
  impact: { by: "coalesce(i.impact_usd, 0)", type: "numeric" },
  newest: { by: "i.opened_at", type: "timestamptz" },
} as const;

/** Incidents with how many alerts they have. */
export async function listIncidents(
  client: pg.Pool | pg.ClientBase,
  choice: IncidentChoice,
): Promise<(IncidentRow & { alerts: number })[]> {
  const order = ORDERS[choice.sort];
  const { rows } = await client.query<IncidentRow & { alerts: number }>(
    `SELECT i.*, (SELECT count(*) FROM alert AS a WHERE a.incident_id = i.id) AS alerts FROM incident AS i
     WHERE ($1::uuid[] IS NULL OR i.id = ANY($1)) AND ($2::text[] IS NULL OR i.state = ANY($2))
       AND ($3::text[] IS NULL OR i.severity = ANY($3)) AND ($4::text[] IS NULL OR i.tenants && $4)
       AND ($5::timestamptz IS NULL OR i.opened_at >= $5) AND ($6::timestamptz IS NULL OR i.opened_at < $6)
       AND ${incidentWithin("$7")}
       AND ($8::${order.type} IS NULL OR (${order.by}, i.id) < ($8, $9::uuid))
     ORDER BY ${order.by} DESC, i.id DESC LIMIT $10`,
    [
      choice.ids ?? null,
      choice.states ?? null,
      choice.severities ?? null,
      choice.tenants ?? null,
      choice.fromMs === undefined ? null : new Date(choice.fromMs),
      choice.toMs === undefined ? null : new Date(choice.toMs),
      choice.reach,
      choice.after?.[0] ?? null,
      choice.after?.[1] ?? null,
      choice.limit,
    ],
  );
  return rows;
}
