import type pg from "pg";
import type { PriceRecord } from "./find-prices";

/** Adds price rows; one that is there already (withdrawn before) is in force again. */
export async function insertPrices(client: pg.PoolClient, prices: readonly PriceRecord[]): Promise<void> {
  if (prices.length === 0) return;
  const column = <K extends keyof PriceRecord>(name: K) => prices.map((price) => price[name]);
  await client.query(
    `INSERT INTO price (id, provider, model, service_tier, effective_from, effective_to, rates, source,
                        catalogue_version, created_by, note)
     SELECT id, provider, model, tier, to_timestamp(from_ms / 1000.0), to_timestamp(to_ms / 1000.0), terms::jsonb, source,
            version, created_by, note
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::float8[], $7::text[], $8::text[],
                 $9::text[], $10::text[], $11::text[])
       AS new (id, provider, model, tier, from_ms, to_ms, terms, source, version, created_by, note)
     ON CONFLICT (id) DO UPDATE SET retired_at = NULL, effective_to = EXCLUDED.effective_to, source = EXCLUDED.source,
       catalogue_version = EXCLUDED.catalogue_version, created_by = EXCLUDED.created_by, note = EXCLUDED.note`,
    [
      column("id"),
      column("provider"),
      column("model"),
      column("serviceTier"),
      column("fromMs"),
      column("toMs"),
      column("terms").map((terms) => JSON.stringify(terms)),
      column("source"),
      column("catalogueVersion"),
      column("createdBy"),
      column("note"),
    ],
  );
}
