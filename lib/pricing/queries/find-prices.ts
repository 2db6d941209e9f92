import type pg from "pg";
import type { PriceTerms } from "../terms";

export interface PriceRecord {
  id: string;
  provider: string;
  model: string;
  serviceTier: string;
  fromMs: number;
  toMs: number | null;
  terms: PriceTerms;
  source: "catalogue" | "overlay" | "custom";
  catalogueVersion: string | null;
  createdBy: string | null;
  note: string | null;
}

/** Every price row in use, or with `retired` also those that were withdrawn. */
export async function findPrices(
  client: { query: pg.Pool["query"] },
  filter: { retired: boolean; provider?: string; model?: string; tier?: string },
): Promise<PriceRecord[]> {
  const { rows } = await client.query<PriceRecord>(
    `SELECT id, provider, model, service_tier AS "serviceTier", source, catalogue_version AS "catalogueVersion",
            created_by AS "createdBy", note, rates AS terms,
            (extract(epoch FROM effective_from) * 1000)::float8 AS "fromMs",
            (extract(epoch FROM effective_to) * 1000)::float8 AS "toMs"
     FROM price
     WHERE ($1 OR retired_at IS NULL)
       AND ($2::text IS NULL OR provider = $2)
       AND ($3::text IS NULL OR model = $3)
       AND ($4::text IS NULL OR service_tier = $4)
     ORDER BY provider, model, service_tier, effective_from`,
    [filter.retired, filter.provider ?? null, filter.model ?? null, filter.tier ?? null],
  );
  return rows;
}
