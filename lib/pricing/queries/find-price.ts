import type pg from "pg";
import { PRICE_COLUMNS, type PriceRow } from "./list-prices";

/** One price row, in use or not. */
export async function findPrice(client: { query: pg.Pool["query"] }, id: string): Promise<PriceRow | null> {
  const { rows } = await client.query<PriceRow>(`SELECT ${PRICE_COLUMNS} FROM price AS p WHERE p.id = $1`, [id]);
  return rows[0] ?? null;
}
