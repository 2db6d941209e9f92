import type pg from "pg";
import { atto } from "@/lib/platform/decimal";
import type { BookOverride } from "../price-book";
import type { PriceTerms } from "../terms";

export async function findBookOverrides(client: { query: pg.Pool["query"] }): Promise<BookOverride[]> {
  const { rows } = await client.query<
    Omit<BookOverride, "rates" | "percentOff"> & { rates: PriceTerms | null; percentOff: string | null }
  >(
    `SELECT id, provider, model, tenant, service_tier AS "serviceTier", rates, percent_off AS "percentOff",
            (extract(epoch FROM effective_from) * 1000)::float8 AS "fromMs",
            (extract(epoch FROM effective_to) * 1000)::float8 AS "toMs",
            (extract(epoch FROM created_at) * 1000)::float8 AS "createdMs"
     FROM price_override WHERE deleted_at IS NULL`,
  );
  return rows.map((row) => ({ ...row, percentOff: row.percentOff === null ? null : atto(row.percentOff) }));
}
