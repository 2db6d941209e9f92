import type pg from "pg";

/** Models that the catalogue marks as deprecated, under every name it has for them, as provider/model in lower case. */
export async function readDeprecatedModels(client: pg.Pool | pg.ClientBase): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT DISTINCT lower(provider || '/' || each.known) AS name
     FROM price_model, unnest(array_append(aliases, model)) AS each (known) WHERE deprecated`,
  );
  return new Set(rows.map(({ name }) => name));
}
