import type pg from "pg";
import type { Reach } from "@/lib/platform/reach";
import type { PolicyRow } from "../policy-row";

type Client = pg.Pool | pg.ClientBase;

export async function findPoliciesInForce(client: Client): Promise<PolicyRow[]> {
  const { rows } = await client.query<PolicyRow>("SELECT * FROM model_policy WHERE deleted_at IS NULL ORDER BY id");
  return rows;
}

export async function findPolicy(client: Client, id: string, lock = false): Promise<PolicyRow | null> {
  const { rows } = await client.query<PolicyRow>(`SELECT * FROM model_policy WHERE id = $1 ${lock ? "FOR UPDATE" : ""}`, [id]);
  return rows[0] ?? null;
}

/** One page, newest first. */
export async function listPolicies(
  client: Client,
  deletedToo: boolean,
  beforeId: string | null,
  limit: number,
  reach: Reach,
): Promise<PolicyRow[]> {
  const { rows } = await client.query<PolicyRow>(
    `SELECT * FROM model_policy WHERE ($1 OR deleted_at IS NULL) AND ($2::uuid IS NULL OR id < $2)
       AND ($4::text[] IS NULL OR tenant = ANY ($4)) ORDER BY id DESC LIMIT $3`,
    [deletedToo, beforeId, limit, reach.tenants],
  );
  return rows;
}

/** Events that violate each of these policies, in hours from `from` on. */
export async function countViolations(client: Client, ids: readonly string[], from: Date): Promise<Map<string, number>> {
  const { rows } = await client.query<{ policy_id: string; events: number }>(
    `SELECT policy_id, sum(events)::bigint AS events FROM policy_violation
     WHERE policy_id = ANY($1::uuid[]) AND hour >= $2 GROUP BY policy_id`,
    [ids, from],
  );
  return new Map(rows.map((row) => [row.policy_id, row.events]));
}
