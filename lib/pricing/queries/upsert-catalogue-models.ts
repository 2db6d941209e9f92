import type pg from "pg";
import type { CatalogueModel } from "../catalogue";

/** Brings the catalogue's models up to date; one that an admin had added by hand becomes the catalogue's. */
export async function upsertCatalogueModels(
  client: pg.PoolClient,
  models: readonly CatalogueModel[],
  version: string,
): Promise<void> {
  await client.query(
    `INSERT INTO price_model (provider, model, aliases, beginnings, name, context_window, deprecated, source, catalogue_version)
     SELECT provider, model, ARRAY(SELECT json_array_elements_text(aliases::json)),
            ARRAY(SELECT json_array_elements_text(beginnings::json)), name, context_window, deprecated, 'catalogue', $8
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::boolean[])
       AS new (provider, model, aliases, beginnings, name, context_window, deprecated)
     ON CONFLICT (provider, model) DO UPDATE SET aliases = EXCLUDED.aliases, beginnings = EXCLUDED.beginnings,
       name = EXCLUDED.name, context_window = EXCLUDED.context_window, deprecated = EXCLUDED.deprecated,
       source = 'catalogue', catalogue_version = EXCLUDED.catalogue_version`,
    [
      models.map((model) => model.provider),
      models.map((model) => model.model),
      models.map((model) => JSON.stringify(model.aliases)),
      models.map((model) => JSON.stringify(model.beginnings)),
      models.map((model) => model.name),
      models.map((model) => model.contextWindow),
      models.map((model) => model.deprecated),
      version,
    ],
  );
}
