import type pg from "pg";

/** Every model that some usage has no price for. */
export async function findUnpricedModels(client: { query: pg.Pool["query"] }): Promise<{ provider: string; model: string }[]> {
  const { rows } = await client.query<{ provider: string; model: string }>(
    "SELECT DISTINCT provider, model FROM usage_event WHERE pricing = 'unpriced'",
  );
  return rows;
}
