import { beforeAll, expect, it } from "vitest";
import * as reRatings from "@/app/api/v1/re-ratings/route";
import { createToken, firstRun } from "@/lib/access/service";
import { pool } from "@/lib/platform/database";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { bearer, call } from "@/tests/requests";
import * as price from "./[id]/route";
import * as match from "./match/route";
import * as overrides from "./overrides/route";
import * as prices from "./route";
import * as unpriced from "./unpriced/route";

useDatabase();
let headers: Record<string, string> = {};

beforeAll(async () => {
  await firstRun();
  await ensurePriceBook();
  const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
  const common = { default_environment: null, trusts_reported_cost: false, expires_at: null };
  headers = bearer((await createToken({ name: "pricing", scopes: ["prices:read", "prices:write"], ...common }, actor)).token);
});

const post = (handler: Parameters<typeof call>[0], path: string, body: unknown) =>
  call(handler, path, { method: "POST", headers, body });
const get = (handler: Parameters<typeof call>[0], path: string, params: Record<string, string> = {}) =>
  call(handler, path, { method: "GET", headers, params });

it("a price is added, read, found in force, and noted under the name of whoever added it", async () => {
  const response = await post(prices.POST, "/api/v1/prices", {
    provider: "house",
    model: "m1",
    rates: { input: "1.50", output: 3 },
  });
  expect(response.status).toBe(201);
  const { price: made, ...rest } = await response.json();
  expect(rest).toEqual({ re_rating_id: null, events_priced: 0 });
  expect(made).toMatchObject({ provider: "house", model: "m1", rates: { input: "1.5", output: "3" }, created_by: "pricing" });
  expect(await (await get(price.GET, `/api/v1/prices/${made.id}`, { id: made.id })).json()).toEqual(made);
  const listed = await (await get(prices.GET, "/api/v1/prices?provider=House&at=2026-01-01")).json();
  expect(listed).toEqual({ prices: [made], next_cursor: null });
  const { rows } = await pool().query("SELECT actor_name, subject FROM audit_log WHERE action = 'price.create'");
  expect(rows).toEqual([{ actor_name: "pricing", subject: "price:house/m1" }]);
});

it("a slip of the decimal point is a 409 with both figures, and passes when confirmed", async () => {
  const slip = { provider: "openai", model: "gpt-4o", rates: { input: "25", output: "10" } };
  const refused = await post(prices.POST, "/api/v1/prices", slip);
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({
    code: "confirmation_required",
    changes: [{ rate: "input", present: "2.5", proposed: "25" }],
  });
  expect((await post(prices.POST, "/api/v1/prices", { ...slip, confirm: true })).status).toBe(201);
  const cut = await post(overrides.POST, "/api/v1/prices/overrides", { model: "gpt-4.1", percent_off: "90" });
  expect(cut.status).toBe(409);
});

it("an override of one service tier is answered, listed by it, and in the audit log with it", async () => {
  const given = { model: "gpt-5", service_tier: "batch", percent_off: "5" };
  const made = await (await post(overrides.POST, "/api/v1/prices/overrides", given)).json();
  expect(made).toMatchObject(given);
  const listed = (tier: string) => get(overrides.GET, `/api/v1/prices/overrides?model=gpt-5&service_tier=${tier}`);
  expect((await (await listed("batch")).json()).overrides).toEqual([made]);
  expect((await (await listed("flex")).json()).overrides).toEqual([]);
  const { rows } = await pool().query("SELECT after FROM audit_log WHERE action = 'price_override.create'");
  expect(rows).toMatchObject([{ after: given }]);
});

it.each([
  ["/rates/input", { provider: "p", model: "m", rates: { input: "-1" } }],
  ["/rates", { provider: "p", model: "m", rates: { inputs: "1" } }],
  ["/model", { provider: "p", rates: { input: "1" } }],
  [
    "/effective_to",
    { provider: "p", model: "m", rates: { input: "1" }, effective_from: "2026-01-02", effective_to: "2026-01-01" },
  ],
  ["/effective_from", { provider: "p", model: "m", rates: { input: "1" }, effective_from: "2026-02-31" }],
  ["/model", { provider: "p", model: "a\u0000b", rates: { input: "1" } }],
  ["/note", { provider: "p", model: "m", rates: { input: "1" }, note: "\ud800" }],
])("names %s in a 400", async (pointer, body) => {
  const response = await post(prices.POST, "/api/v1/prices", body);
  expect(response.status).toBe(400);
  expect((await response.json()).errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
});

it("a usage can be tried, and what cannot be priced says why", async () => {
  const usage = { input_uncached: 1000, output_visible: 200 };
  const tried = await post(match.POST, "/api/v1/prices/match", { model: "o3", at: "2025-05-01", usage });
  expect(await tried.json()).toMatchObject({ pricing: "priced", provider: "openai", effective_cost_usd: "0.018" });
  expect(await (await get(unpriced.GET, "/api/v1/prices/unpriced")).json()).toEqual({ unpriced: [], next_cursor: null });
});

it("a re-rating is a dry run unless told otherwise, needs a reason, and is listed", async () => {
  expect((await post(reRatings.POST, "/api/v1/re-ratings", {})).status).toBe(400);
  const made = await post(reRatings.POST, "/api/v1/re-ratings", { reason: "to see", filter: { tenant: "nobody" } });
  expect(made.status).toBe(201);
  const shown = await made.json();
  expect(shown).toMatchObject({ status: "dry_run", events_changed: 0, difference_usd: "0", created_by: "pricing" });
  expect(await (await get(reRatings.GET, "/api/v1/re-ratings")).json()).toEqual({ re_ratings: [shown], next_cursor: null });
});
