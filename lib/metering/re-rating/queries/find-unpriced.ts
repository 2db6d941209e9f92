import type pg from "pg";
import type { Reach } from "@/lib/platform/reach";

export interface UnpricedRow {
  provider: string;
  model: string;
  events: number;
  tokens: number;
  first_seen: Date;
  last_seen: Date;
  reason: string | null;
}

export type UnpricedPlace = readonly [events: number, provider: string, model: string];

/** Models whose usage has no price, those with most events first, after `place`. */
export async function findUnpriced(
  client: { query: pg.Pool["query"] },
  place: UnpricedPlace | null,
  limit: number,
  reach: Reach,
): Promise<UnpricedRow[]> {
  const { rows } = await client.query<UnpricedRow>(
    `SELECT * FROM (
       SELECT provider, model, count(*) AS events, sum(input_tokens + output_tokens)::bigint AS tokens,
              min(time) AS first_seen, max(time) AS last_seen,
              (max(ARRAY[to_char(time AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), rating ->> 'reason']))[2] AS reason
       FROM usage_event
       WHERE pricing = 'unpriced' AND corrected_by IS NULL AND NOT starts_with(tenant, '__')
         AND ($5::text[] IS NULL OR tenant = ANY ($5))
       GROUP BY provider, model
     ) AS found
     WHERE $1::bigint IS NULL OR events < $1 OR (events = $1 AND (provider, model) > ($2, $3))
     ORDER BY events DESC, provider, model LIMIT $4`,
    [...(place ?? [null, null, null]), limit, reach.tenants],
  );
  return rows;
}
