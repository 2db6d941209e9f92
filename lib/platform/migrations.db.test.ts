import pg from "pg";
import { expect, test } from "vitest";
import { useDatabase } from "@/tests/database";
import { MigrationError, migrate } from "./migrations";

const database = useDatabase();

test("finds nothing to do on a migrated database", async () => {
  expect(await migrate(database.url())).toEqual([]);
});

test("carries old overrides and what old events said of their images over", async () => {
  const name = "20261121140000_image_sizes_and_override_tiers";
  const client = new pg.Client(database.url());
  await client.connect();
  await client.query(`
    DELETE FROM _prisma_migrations WHERE migration_name = '${name}';
    ALTER TABLE price_override DROP COLUMN service_tier;
    INSERT INTO price_override (id, effective_from, percent_off) VALUES ('00000000-0000-7000-8000-000000000001', now(), 10);
    INSERT INTO price_override (id, effective_from, rates) VALUES ('00000000-0000-7000-8000-000000000002', now(), '{"rates":{}}');`);
  const store = (id: string, usage: unknown, raw: unknown) =>
    client.query(
      `INSERT INTO usage_event (tenant, source, id, time, received_at, feature, environment, provider, model, key, cache_hit, pricing,
         input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, usage, raw_usage, rating)
       VALUES ('acme', 's', $1, '2026-01-02', '2026-01-02', 'f', 'e', 'openai', 'dall-e-3', '', false, 'unpriced',
         0, 0, 0, 0, 0, $2, $3, '{}')`,
      [id, JSON.stringify(usage), raw === null ? null : JSON.stringify(raw)],
    );
  await store("both", { images: 2 }, { images: 2, size: "1792X1024", quality: "HD" });
  await store("size", { images: 1 }, { images: 1, size: "512x512", quality: null });
  await store("neither", { images: 1 }, { images: 1 });
  await store("tokens", { output_image: 1 }, { output_tokens: 1, size: "1024x1024" });
  await store("nothing", {}, null);
  expect(await migrate(database.url())).toEqual([name]);
  const { rows: events } = await client.query("SELECT id, usage FROM usage_event ORDER BY id");
  expect(events).toEqual([
    { id: "both", usage: { images: 2, image_size: "1792x1024", image_quality: "hd" } },
    { id: "neither", usage: { images: 1 } },
    { id: "nothing", usage: {} },
    { id: "size", usage: { images: 1, image_size: "512x512" } },
    { id: "tokens", usage: { output_image: 1 } },
  ]);
  const { rows: overrides } = await client.query("SELECT service_tier FROM price_override ORDER BY id");
  expect(overrides).toEqual([{ service_tier: "" }, { service_tier: "default" }]);
  await client.end();
});

test("refuses data of a newer version and changes nothing", async () => {
  const client = new pg.Client(database.url());
  await client.connect();
  await client.query(
    "INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ('x', 'y', now(), '29991231_future', 1)",
  );
  await expect(migrate(database.url())).rejects.toThrow(MigrationError);
  await client.end();
});
