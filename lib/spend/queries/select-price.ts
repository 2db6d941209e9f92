import { pool } from "@/lib/platform/database";

export interface PriceRow {
  id: string;
  provider: string;
  model: string;
  service_tier: string;
  effective_from: Date;
  effective_to: Date | null;
  rates: unknown;
  source: string;
  catalogue_version: string | null;
}

/** The row of the price book that an event was rated by. */
export async function selectPrice(id: string): Promise<PriceRow | null> {
  const { rows } = await pool().query<PriceRow>(
    `SELECT id, provider, model, service_tier, effective_from, effective_to, rates, source, catalogue_version FROM price WHERE id = $1`,
    [id],
  );
  return rows[0] ?? null;
}
