import type pg from "pg";
import type { PriceRecord } from "./find-prices";

export interface PriceRow extends PriceRecord {
  createdAt: Date;
  retiredAt: Date | null;
}

export const PRICE_COLUMNS = `p.id, p.provider, p.model, p.service_tier AS "serviceTier", p.source,
  p.catalogue_version AS "catalogueVersion", p.created_by AS "createdBy", p.note, p.rates AS terms,
  (extract(epoch FROM p.effective_from) * 1000)::float8 AS "fromMs",
  (extract(epoch FROM p.effective_to) * 1000)::float8 AS "toMs", p.created_at AS "createdAt", p.retired_at AS "retiredAt"`;

export interface PriceListFilter {
  provider: string | null;
  model: string | null;
  tier: string | null;
  atMs: number | null;
  /** In lower case; each must stand somewhere in what names the price. */
  words: readonly string[];
}

/** Where a page ended: the row's place in the order. */
export type PricePlace = readonly [provider: string, model: string, tier: string, fromMs: number, id: string];

/** Prices in use by provider, model, tier and date, after `place`. */
export async function listPrices(
  client: { query: pg.Pool["query"] },
  filter: PriceListFilter,
  place: PricePlace | null,
  limit: number,
): Promise<PriceRow[]> {
  const { rows } = await client.query<PriceRow>(
    `SELECT ${PRICE_COLUMNS} FROM price AS p
     WHERE p.retired_at IS NULL
       AND ($1::text IS NULL OR p.provider = $1)
       AND ($2::text IS NULL OR lower(p.model) = lower($2) OR EXISTS (
         SELECT FROM price_model AS m WHERE m.provider = p.provider AND m.model = p.model
           AND lower($2) = ANY (m.aliases || m.beginnings)))
       AND ($3::text IS NULL OR p.service_tier = $3)
       AND ($4::float8 IS NULL OR (p.effective_from <= to_timestamp($4 / 1000.0)
         AND (p.effective_to IS NULL OR p.effective_to > to_timestamp($4 / 1000.0))))
       AND ($5::text IS NULL OR
         (p.provider COLLATE "C", p.model COLLATE "C", p.service_tier COLLATE "C", p.effective_from, p.id COLLATE "C") >
         ($5 COLLATE "C", $6::text COLLATE "C", $7::text COLLATE "C", to_timestamp($8::float8 / 1000.0), $9::text COLLATE "C"))
       AND NOT EXISTS (SELECT FROM unnest($10::text[]) AS word
         WHERE strpos(lower(concat_ws(' ', p.provider, p.model, p.service_tier, p.source)), word) = 0)
     ORDER BY p.provider COLLATE "C", p.model COLLATE "C", p.service_tier COLLATE "C", p.effective_from, p.id COLLATE "C"
     LIMIT $11`,
    [filter.provider, filter.model, filter.tier, filter.atMs, ...(place ?? [null, null, null, null, null]), filter.words, limit],
  );
  return rows;
}
