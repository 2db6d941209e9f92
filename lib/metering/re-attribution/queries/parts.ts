import type pg from "pg";
import { atto, formatAtto } from "@/lib/platform/decimal";
import type { Part } from "../difference";

/** Adds what one transaction of a move did to what those before did. */
export async function addParts(client: pg.ClientBase, id: string, parts: readonly Part[]): Promise<void> {
  await client.query(
    `INSERT INTO re_attribution_part AS p (re_attribution_id, day, tenant, feature, environment, events, cost)
     SELECT $1, u.* FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::numeric[])
       AS u(day, tenant, feature, environment, events, cost)
     ON CONFLICT (re_attribution_id, day, tenant, feature, environment)
       DO UPDATE SET events = p.events + excluded.events, cost = p.cost + excluded.cost`,
    [
      id,
      parts.map(({ day }) => day),
      parts.map(({ tenant }) => tenant),
      parts.map(({ feature }) => feature),
      parts.map(({ environment }) => environment),
      parts.map(({ events }) => events),
      parts.map(({ cost }) => formatAtto(cost)),
    ],
  );
}

export async function readParts(client: { query: pg.Pool["query"] }, id: string): Promise<Part[]> {
  const { rows } = await client.query<Omit<Part, "cost"> & { cost: string }>(
    "SELECT day, tenant, feature, environment, events, cost FROM re_attribution_part WHERE re_attribution_id = $1",
    [id],
  );
  return rows.map((row) => ({ ...row, cost: atto(row.cost) }));
}

export async function forgetParts(client: pg.ClientBase, id: string): Promise<void> {
  await client.query("DELETE FROM re_attribution_part WHERE re_attribution_id = $1", [id]);
}
