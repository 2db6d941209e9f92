import { beforeAll, expect, it } from "vitest";
import type { Author } from "@/lib/platform/author";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { useDatabase } from "@/tests/database";
import { type CatalogueModel, readCatalogue } from "./catalogue";
import { newPrice } from "./contract";
import { seedPrices } from "./seed";
import { createPrice, ensurePriceBook } from "./service";
import type { PriceTerms } from "./terms";

useDatabase();
const NOW = "2026-11-20T12:00:00Z";
const author: Author = { name: "ada", note: async () => {} };

beforeAll(async () => {
  setClock(NOW);
  await ensurePriceBook();
});

type Entry = [from: string, input: string];

const catalogue = (models: Record<string, Entry[]>) => async (): Promise<CatalogueModel[]> =>
  Object.entries(models).map(([model, history]) => ({
    provider: "cerebras",
    model,
    name: null,
    contextWindow: null,
    deprecated: false,
    aliases: [],
    beginnings: [],
    history: history.map(([from, input]) => ({ fromMs: Date.parse(from), terms: { rates: { input } } })),
  }));

interface Row {
  id: string;
  from: Date;
  to: Date | null;
  rates: PriceTerms;
  retired_at: Date | null;
}

async function rows(model: string): Promise<Row[]> {
  const found = await pool().query<Row>(
    `SELECT id, effective_from AS "from", effective_to AS "to", rates, retired_at FROM price
     WHERE provider = 'cerebras' AND model = $1 ORDER BY effective_from, retired_at NULLS LAST`,
    [model],
  );
  return found.rows;
}

const inUse = async (model: string) =>
  (await rows(model))
    .filter((row) => row.retired_at === null)
    .map((row) => [row.from.toISOString().slice(0, 10), row.to?.toISOString().slice(0, 10) ?? null, row.rates.rates.input]);

it("writes nothing when the stored catalogue is the installed one, whoever starts", async () => {
  const state = async () => (await pool().query("SELECT md5(string_agg(p::text, '' ORDER BY id)) AS sum FROM price AS p")).rows;
  const before = await state();
  expect(await seedPrices()).toBe(false);
  // the same content under another version: every row stays as it is
  expect(await seedPrices("equal", readCatalogue)).toBe(true);
  expect(await state()).toEqual(before);
});

it("says of prices that the catalogue does not list that they are ours", async () => {
  const { rows } = await pool().query(
    `SELECT model, source FROM price WHERE provider = 'openai' AND model IN ('dall-e-2', 'whisper-1')
       AND service_tier = 'default' ORDER BY model`,
  );
  expect(rows).toMatchObject([
    { model: "dall-e-2", source: "overlay" },
    { model: "whisper-1", source: "catalogue" },
  ]);
});

it("seeds once when several instances start together", async () => {
  const read = catalogue({ together: [["1970-01-01", "1"]] });
  const wrote = await Promise.all([1, 2, 3, 4].map(() => seedPrices("v1", read)));
  expect(wrote.filter(Boolean)).toHaveLength(1);
  expect(await inUse("together")).toEqual([["1970-01-01", null, "1"]]);
});

it("an upgrade never changes a row's rates; what changed without a date counts from now", async () => {
  await seedPrices("a1", catalogue({ quiet: [["1970-01-01", "1"]], dated: [["1970-01-01", "1"]], same: [["1970-01-01", "1"]] }));
  const [first] = await rows("quiet");
  await seedPrices(
    "a2",
    catalogue({
      quiet: [["1970-01-01", "2"]],
      dated: [
        ["1970-01-01", "1"],
        ["2026-08-21", "3"],
      ],
      same: [["1970-01-01", "1"]],
    }),
  );
  expect(await inUse("quiet")).toEqual([
    ["1970-01-01", "2026-11-20", "1"],
    ["2026-11-20", null, "2"],
  ]);
  expect((await rows("quiet"))[0]).toMatchObject({ id: first?.id, rates: first?.rates });
  expect(await inUse("dated")).toEqual([
    ["1970-01-01", "2026-08-21", "1"],
    ["2026-08-21", null, "3"],
  ]);
  expect(await inUse("same")).toEqual([["1970-01-01", null, "1"]]);
  // the same again under a newer version changes nothing, and a later date does not reach back
  await seedPrices("a3", catalogue({ quiet: [["1970-01-01", "2"]] }));
  expect(await inUse("quiet")).toHaveLength(2);
});

it("an upgrade leaves an admin's price in its place", async () => {
  await seedPrices("b1", catalogue({ own: [["1970-01-01", "1"]] }));
  await createPrice(
    newPrice.parse({
      provider: "cerebras",
      model: "own",
      rates: { input: "4" },
      effective_from: "2026-01-01",
      effective_to: "2026-03-01",
    }),
    author,
  );
  await seedPrices(
    "b2",
    catalogue({
      own: [
        ["1970-01-01", "1"],
        ["2026-02-01", "2"],
      ],
    }),
  );
  expect(await inUse("own")).toEqual([
    ["1970-01-01", "2026-01-01", "1"],
    ["2026-01-01", "2026-03-01", "4"],
    ["2026-03-01", null, "2"],
  ]);
});
