import { afterAll, beforeAll, expect, test } from "vitest";
import { useDatabase } from "@/tests/database";
import { until } from "@/tests/server-process";
import { bundlePrograms, freePort, Product, type Programs, temporaryFolder } from "./product";

const database = useDatabase();
const { folder, remove } = temporaryFolder();
let programs: Programs;
let product: Product;

beforeAll(async () => {
  programs = await bundlePrograms();
  product = await Product.start({
    programs,
    port: await freePort(),
    environment: { DATABASE_URL: database.url(), COSTWARDEN_DATA_DIR: folder, COSTWARDEN_SECRET: "a secret for the tests only" },
  });
});

afterAll(async () => {
  await product?.stop();
  programs?.remove();
  remove();
});

test("a started process sends its canary, and tells when the whole road was last gone", { timeout: 600_000 }, async () => {
  const deep = async () => {
    const answer = await fetch(`${product.url}/readyz?deep=1`);
    return { code: answer.status, ...((await answer.json()) as { canary: { age_seconds: number | null } }) };
  };
  await until(async () => (await deep()).canary.age_seconds !== null, 590_000);
  expect(await deep()).toMatchObject({ code: 200, status: "ready", canary: { age_seconds: expect.any(Number) } });
  expect(await (await fetch(`${product.url}/metrics`)).text()).toMatch(/^costwarden_canary_age_seconds \d/m);
  expect(await (await fetch(`${product.url}/readyz`)).json()).toEqual({ status: "ready" });
});
