import type pg from "pg";
import type { DifferenceAnswer } from "../contract";

export interface ReRatingRow {
  id: string;
  created_at: Date;
  created_by: string | null;
  reason: string;
  filter: Record<string, string>;
  status: "dry_run" | "applied" | "failed";
  applied_at: Date | null;
  events_changed: number;
  effective_cost_before: string | null;
  effective_cost_after: string | null;
  difference: { examined: number; priced: number; unpriced: number; rows: DifferenceAnswer[] };
}

/** Re-ratings, newest first: the ids are made in the order of time. */
export async function listReRatingRows(
  client: { query: pg.Pool["query"] },
  where: { id?: string; before?: string | null },
  limit: number,
): Promise<ReRatingRow[]> {
  const { rows } = await client.query<ReRatingRow>(
    `SELECT id, created_at, created_by, reason, filter, status, applied_at, events_changed, effective_cost_before,
            effective_cost_after, difference
     FROM re_rating
     WHERE ($1::uuid IS NULL OR id = $1) AND ($2::uuid IS NULL OR id < $2)
     ORDER BY id DESC LIMIT $3`,
    [where.id ?? null, where.before ?? null, limit],
  );
  return rows;
}
