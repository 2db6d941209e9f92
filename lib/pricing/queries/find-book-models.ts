import type pg from "pg";
import type { BookModel } from "../model-finder";

/** Models in the catalogue's order: where two share an alias, the first has it. */
export async function findBookModels(client: { query: pg.Pool["query"] }): Promise<BookModel[]> {
  const { rows } = await client.query<BookModel>(
    "SELECT provider, model, aliases, beginnings, source = 'custom' AS custom FROM price_model ORDER BY provider, source, model",
  );
  return rows;
}
