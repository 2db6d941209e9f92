import type pg from "pg";
import type { Reach } from "@/lib/platform/reach";
import type { PriceTerms } from "../terms";

export interface OverrideRow {
  id: string;
  provider: string;
  model: string;
  tenant: string;
  service_tier: string;
  effective_from: Date;
  effective_to: Date | null;
  rates: PriceTerms | null;
  percent_off: string | null;
  note: string | null;
  created_at: Date;
  created_by: string | null;
  deleted_at: Date | null;
}

/** Overrides, newest first: the ids are made in the order of time. */
export async function listOverrides(
  client: { query: pg.Pool["query"] },
  filter: {
    id?: string;
    provider?: string | null;
    model?: string | null;
    tenant?: string | null;
    tier?: string | null;
    reach?: Reach;
  },
  before: string | null,
  limit: number,
): Promise<OverrideRow[]> {
  const { rows } = await client.query<OverrideRow>(
    `SELECT id, provider, model, tenant, service_tier, effective_from, effective_to, rates, percent_off, note, created_at, created_by, deleted_at
     FROM price_override
     WHERE ($1::uuid IS NULL OR id = $1)
       AND ($2::text IS NULL OR provider = $2)
       AND ($3::text IS NULL OR lower(model) = lower($3))
       AND ($4::text IS NULL OR tenant = $4)
       AND ($5::text IS NULL OR service_tier = $5)
       AND ($8::text[] IS NULL OR tenant = '' OR tenant = ANY ($8))
       AND ($6::uuid IS NULL OR id < $6)
     ORDER BY id DESC LIMIT $7`,
    [
      filter.id ?? null,
      filter.provider ?? null,
      filter.model ?? null,
      filter.tenant ?? null,
      filter.tier ?? null,
      before,
      limit,
      filter.reach?.tenants ?? null,
    ],
  );
  return rows;
}
