import type pg from "pg";

/** Moves the ends of rows in use. */
export async function movePriceEnds(client: pg.PoolClient, ends: readonly { id: string; toMs: number | null }[]): Promise<void> {
  if (ends.length === 0) return;
  await client.query(
    `UPDATE price SET effective_to = to_timestamp(moved.ms / 1000.0)
     FROM unnest($1::text[], $2::float8[]) AS moved (id, ms) WHERE price.id = moved.id`,
    [ends.map(({ id }) => id), ends.map(({ toMs }) => toMs)],
  );
}

/** Takes rows out of use; events that were rated by them keep pointing to them. */
export async function retirePrices(client: pg.PoolClient, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await client.query("UPDATE price SET retired_at = now() WHERE id = ANY($1)", [ids]);
}
