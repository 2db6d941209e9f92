import { afterAll, beforeAll, expect, test } from "vitest";
import { newBudget } from "@/lib/budgets/contract";
import { createBudget } from "@/lib/budgets/service";
import { pool } from "@/lib/platform/database";
import { loadOrganisation } from "@/lib/platform/organisation";
import { useDatabase } from "@/tests/database";
import { until } from "@/tests/requests";
import { author } from "@/tests/spent-usage";
import { bundlePrograms, freePort, Product, type Programs, TOKEN, temporaryFolder } from "./product";

const database = useDatabase();
const { folder, remove } = temporaryFolder();
let programs: Programs;
let products: Product[] = [];

const start = async () =>
  Product.start({
    programs,
    port: await freePort(),
    environment: { DATABASE_URL: database.url(), COSTWARDEN_DATA_DIR: folder, COSTWARDEN_SECRET: "a secret for the tests only" },
  });

beforeAll(async () => {
  programs = await bundlePrograms();
  await loadOrganisation();
  products = [await start()];
  products.push(await start());
}, 900_000);

afterAll(async () => {
  await Promise.all(products.map((product) => product.stop()));
  programs?.remove();
  remove();
});

/** Two products start in it, and a start may take minutes where much else runs. */
const SLOW_MS = 900_000;
const SLICES = 20;
const EVENTS = 50;

/** 50 calls of 400,000 input tokens of gpt-4o-mini: $0.06 each, $3 a slice. */
async function sendSlice(product: Product | undefined, tenant: string, slice: number): Promise<void> {
  const events = Array.from({ length: EVENTS }, (_, at) => ({
    id: `${slice}-${at}`,
    tenant,
    provider: "openai",
    model: "gpt-4o-mini",
    usage: { input_tokens: 400_000, output_tokens: 0 },
  }));
  const answer = await fetch(`${product?.url}/ingest`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ events }),
  });
  expect(await answer.json()).toMatchObject({ accepted: EVENTS });
}

async function crossed(tenant: string): Promise<string[]> {
  const { rows } = await pool().query<{ threshold: string }>(
    `SELECT c.threshold FROM budget_crossing AS c JOIN budget AS b ON b.id = c.budget_id
     WHERE b.scope @> $1 ORDER BY c.noted_at`,
    [JSON.stringify({ tenant: [tenant] })],
  );
  return rows.map(({ threshold }) => threshold);
}

/** Slice 10 brings $30 of $60, slice 16 brings 48, slice 20 brings 60. */
const EXPECTED = new Map([
  [10, "actual:50"],
  [16, "actual:80"],
  [20, "actual:100"],
]);

const make = (tenant: string) =>
  createBudget(
    newBudget.parse({ name: tenant, scope: { tenant }, period: "month", limit: "60", thresholds: [50, 80, 100] }),
    author,
  );

test("twenty slices through two instances cross three thresholds, at the right slices, each once", async () => {
  await make("two");
  const found: string[] = [];
  const tookMs: number[] = [];
  for (let slice = 1; slice <= SLICES; slice++) {
    await sendSlice(products[slice % 2], "two", slice);
    const expected = EXPECTED.get(slice);
    if (!expected) continue;
    found.push(expected);
    tookMs.push(await until(async () => (await crossed("two")).length >= found.length, 30_000));
    expect(await crossed("two")).toEqual(found);
  }
  // How fast it is, `npm run bench -- alert-latency` holds: a busy machine would fail this test for it.
  process.stdout.write(`crossings noted after ${tookMs.map((ms) => Math.round(ms)).join(", ")} ms\n`);
  await sendSlice(products[0], "two", SLICES + 1);
  expect(await crossed("two")).toHaveLength(3);
});

test("killed between the answer and the judgement, the crossing is noted by the next start, once", {
  timeout: SLOW_MS,
}, async () => {
  await make("killed");
  await products[1]?.kill();
  for (let slice = 1; slice < 10; slice++) await sendSlice(products[0], "killed", slice);
  await sendSlice(products[0], "killed", 10);
  await products[0]?.kill();
  products = [await start(), await start()];
  await until(async () => (await crossed("killed")).length > 0, 30_000);
  await sendSlice(products[0], "killed", 11);
  expect(await crossed("killed")).toEqual(["actual:50"]);
});
