import { beforeAll, describe, expect, test } from "vitest";
import * as accounting from "@/app/api/v1/accounting/route";
import * as dimensions from "@/app/api/v1/dimensions/[name]/route";
import * as event from "@/app/api/v1/events/[ref]/route";
import * as events from "@/app/api/v1/events/route";
import { createToken } from "@/lib/access/service";
import { parseEvent } from "@/lib/metering/parse-event";
import { recordEvents } from "@/lib/metering/service";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { bearer, call } from "@/tests/requests";
import * as spend from "./route";

useDatabase();
let headers: Record<string, string> = {};

const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString();
const sonnet = {
  input_tokens: 2095,
  cache_creation_input_tokens: 2051,
  cache_read_input_tokens: 18000,
  cache_creation: { ephemeral_5m_input_tokens: 1051, ephemeral_1h_input_tokens: 1000 },
  output_tokens: 503,
};

async function send(...raws: Record<string, unknown>[]): Promise<void> {
  const context = { receivedMs: Date.now(), defaultSource: "app", defaultEnvironment: null, futureMs: 0, pastMs: null };
  const caller = { id: null, name: "test", defaultEnvironment: null, trustsReportedCost: false };
  const results = await recordEvents(
    raws.map((raw) => parseEvent(raw, context)),
    raws,
    caller,
  );
  expect(results.map((result) => result.status)).toEqual(raws.map(() => "accepted"));
}

beforeAll(async () => {
  await ensurePriceBook();
  const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
  const common = { default_environment: null, trusts_reported_cost: false, expires_at: null };
  headers = bearer((await createToken({ name: "reader", scopes: ["spend:read"], ...common }, actor)).token);
  await send(
    {
      id: "fresh",
      tenant: "acme",
      model: "claude-sonnet-4-5",
      provider: "anthropic",
      timestamp: at(5),
      usage: sonnet,
      user: "u1",
    },
    {
      id: "late",
      tenant: "acme",
      model: "gpt-4o",
      timestamp: at(60 * 24 * 3),
      usage: { input_tokens: 1000, output_tokens: 100 },
    },
    { id: "wrong", tenant: "=globex", model: "gpt-4o", timestamp: at(10), usage: { input_tokens: 1, output_tokens: 1 } },
    {
      id: "nobody knows",
      tenant: "initech",
      model: "unheard-of",
      timestamp: at(7),
      usage: { input_tokens: 10, output_tokens: 1 },
    },
  );
  await send({
    id: "right",
    tenant: "=globex",
    model: "gpt-4o",
    corrects: "wrong",
    usage: { input_tokens: 1000, output_tokens: 0 },
  });
});

const get = (route: unknown, path: string, extra: Record<string, string> = {}, params: Record<string, string> = {}) =>
  call(route, path, { headers: { ...headers, ...extra }, params });

test("what was sent is on the report to the last digit, fresh or late, corrected or not", async () => {
  const response = await get(spend.GET, "/api/v1/spend?group_by=tenant&granularity=none");
  expect(response.status).toBe(200);
  const report = await response.json();
  const costs = Object.fromEntries(
    report.rows.map((row: { tenant: string; effective_cost_usd: string }) => [row.tenant, row.effective_cost_usd]),
  );
  // 0.02917125 + (1000 x 2.50 + 100 x 10) / 1M; a correction of 1000 x 2.50 / 1M; and one without a price
  expect(costs).toEqual({ acme: "0.03267125", "=globex": "0.0025", initech: null });
  expect(report.total).toMatchObject({ effective_cost_usd: "0.03517125", requests: 4 });
  expect(report.coverage).toMatchObject({ unpriced_events: 1, priced_events: 3 });
  expect(report.rows[0]).not.toHaveProperty("other");
  expect(report.rows[0]).not.toHaveProperty("period_start");
});

test("CSV holds the rows that are seen, with no formula among them", async () => {
  const response = await get(spend.GET, "/api/v1/spend?group_by=tenant&granularity=none", { accept: "text/csv" });
  expect(response.headers.get("content-type")).toContain("text/csv");
  expect(response.headers.get("content-disposition")).toContain("attachment");
  const lines = (await response.text()).trimEnd().split("\r\n");
  expect(lines[0]).toMatch(/^tenant,effective_cost_usd,/);
  expect(lines.map((line) => line.split(",").slice(0, 2).join(" "))).toEqual([
    "tenant effective_cost_usd",
    "acme 0.03267125",
    "'=globex 0.0025",
    "initech ",
  ]);
  const listed = await get(events.GET, "/api/v1/events?format=csv");
  expect((await listed.text()).trimEnd().split("\r\n")).toHaveLength(6);
});

describe("events", () => {
  test("are listed newest first and lead to the formula of their cost", async () => {
    const { events: list } = await (await get(events.GET, "/api/v1/events?tenant=acme")).json();
    expect(list.map((each: { id: string }) => each.id)).toEqual(["fresh", "late"]);
    const detail = await (await get(event.GET, `/api/v1/events/${list[0].ref}`, {}, { ref: list[0].ref })).json();
    expect(detail).toMatchObject({ effective_cost_usd: "0.02917125", raw_usage: sonnet, matched_model: "claude-sonnet-4-5" });
    expect(detail.price.id).toBe(detail.price_id);
    expect(detail.formula).toMatch(/= \$0\.02917125$/);
    const parts = detail.components.map((each: { cost_usd: string }) => Number(each.cost_usd));
    expect(parts.reduce((sum: number, part: number) => sum + part, 0)).toBeCloseTo(0.02917125, 12);
  });

  test("a correction and its original name each other", async () => {
    const of = async (id: string) =>
      (await get(event.GET, `/api/v1/events/${id}?tenant=%3Dglobex&source=app`, {}, { ref: id })).json();
    const [wrong, right] = [await of("wrong"), await of("right")];
    expect(wrong).toMatchObject({ corrected_by: "right", corrected_by_ref: right.ref });
    expect(right).toMatchObject({ corrects: "wrong", corrects_ref: wrong.ref, timestamp: wrong.timestamp });
  });
});

test("accounting agrees, and says over which range", async () => {
  const report = await (await get(accounting.GET, "/api/v1/accounting")).json();
  expect(report).toMatchObject({ ok: true, differences: [] });
  expect(report.events).toEqual(report.rollups);
  expect(report.events.requests).toBe(4);
});

test("filters are offered the values that there are", async () => {
  const values = async (name: string, query = "") =>
    (await (await get(dimensions.GET, `/api/v1/dimensions/${name}${query}`, {}, { name })).json()).values;
  expect(await values("tenant")).toEqual(["=globex", "acme", "initech"]);
  expect(await values("tenant", "?search=CM")).toEqual(["acme"]);
  expect(await values("user")).toEqual(["u1"]);
  expect((await get(dimensions.GET, "/api/v1/dimensions/colour", {}, { name: "colour" })).status).toBe(404);
});

test.each([
  ["/api/v1/spend?tennant=acme", "/query/tennant"],
  ["/api/v1/spend?group_by=tenant&from=now", "/query/from"],
  ["/api/v1/spend?format=xml", "/query/format"],
])("%s is refused by name", async (path, pointer) => {
  const response = await get(spend.GET, path);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: "validation_failed", errors: [{ pointer }] });
});

test("images are explained by their size and quality, and one without a price says which", async () => {
  const image = (id: string, model: string, usage: unknown) => ({ id, tenant: "painters", model, provider: "openai", usage });
  await send(
    image("drawn", "dall-e-3", { images: 2, size: "1792x1024", quality: "hd" }),
    image("asked", "dall-e-2", { n: 3, size: "512x512" }),
    image("plain", "dall-e-3", { images: 1 }),
    image("tiny", "dall-e-3", { images: 1, size: "256x256" }),
    image("tokens", "gpt-image-1.5", {
      input_tokens: 50,
      input_tokens_details: { text_tokens: 10, image_tokens: 40 },
      output_tokens: 1056,
      total_tokens: 1106,
    }),
  );
  const of = async (id: string) =>
    (await get(event.GET, `/api/v1/events/${id}?tenant=painters&source=app`, {}, { ref: id })).json();
  expect(await of("drawn")).toMatchObject({
    effective_cost_usd: "0.24",
    usage: { images: 2 },
    image_size: "1792x1024",
    image_quality: "hd",
    formula: "2 images (1792x1024, hd) x $0.12 = $0.24",
  });
  expect(await of("asked")).toMatchObject({ formula: "3 images (512x512, standard) x $0.018 = $0.054" });
  expect(await of("plain")).toMatchObject({ formula: "1 images (1024x1024, standard) x $0.04 = $0.04" });
  expect(await of("tiny")).toMatchObject({
    effective_cost_usd: null,
    pricing: "unpriced",
    image_size: "256x256",
    image_quality: null,
    formula: "no price: openai dall-e-3 has no price for images of 256x256 in quality standard.",
  });
  // 10 at 5, 40 at 8, 1056 at 32 USD a million: 0.00005 + 0.00032 + 0.033792
  expect(await of("tokens")).toMatchObject({ effective_cost_usd: "0.034162", image_size: null });
});
