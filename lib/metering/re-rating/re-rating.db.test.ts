import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Author } from "@/lib/platform/author";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { plainDecimal } from "@/lib/platform/decimal";
import { Reach } from "@/lib/platform/reach";
import { newOverride, newPrice } from "@/lib/pricing/contract";
import { createOverride, createPrice, ensurePriceBook, withdrawOverride } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { until } from "@/tests/requests";
import { parseEvent } from "../parse-event";
import { initialiseBorder } from "../recording/rollup-border";
import { foldRollups, recordEvents } from "../service";
import { newReRating } from "./contract";
import { listReRatings, listUnpriced, ratePast, rateUnpriced, reRate } from "./service";

useDatabase();
const notes: { action: string; subject: string }[] = [];
const author: Author = {
  name: "ada@example.com",
  note: async (_client, { action, subject }) => {
    notes.push({ action, subject });
  },
};
const caller = { id: null, name: "test", defaultEnvironment: null, trustsReportedCost: false };
const trusting = { ...caller, trustsReportedCost: true };
const NOW = "2026-11-20T12:00:00Z";

beforeAll(async () => {
  setClock(NOW);
  await ensurePriceBook();
  await initialiseBorder(pool(), Date.parse(NOW));
});
beforeEach(() => {
  notes.length = 0;
});

let made = 0;
async function record(events: Record<string, unknown>[], by = caller) {
  const raws = events.map((event) => ({ id: `e${made++}`, tenant: "acme", timestamp: "2026-11-20T11:30:00Z", ...event }));
  const context = {
    receivedMs: Date.parse(NOW),
    defaultSource: "test",
    defaultEnvironment: "production",
    futureMs: 300_000,
    pastMs: null,
  };
  const outcomes = raws.map((raw) => parseEvent(raw, context));
  const results = await recordEvents(outcomes, raws, by);
  expect(results.map((result) => result.status)).toEqual(raws.map(() => "accepted"));
  return results;
}

/** Sums of one model over each tier of rollups, to compare with its events. */
async function totals(model: string) {
  const events = await pool().query(
    `SELECT count(*)::int AS requests, count(*) FILTER (WHERE pricing = 'unpriced')::int AS unpriced,
            coalesce(sum(list_cost), 0) AS list, coalesce(sum(effective_cost), 0) AS effective,
            coalesce(sum(saved_cost), 0) AS saved, coalesce(sum(input_tokens), 0)::int AS input
     FROM usage_event WHERE model = $1 AND corrected_by IS NULL`,
    [model],
  );
  const rollups = await pool().query(
    `SELECT sum(requests)::int AS requests, sum(unpriced_requests)::int AS unpriced, sum(list_cost) AS list,
            sum(effective_cost) AS effective, sum(saved_cost) AS saved, sum(input_tokens)::int AS input
     FROM (SELECT r.* FROM (
             SELECT bucket, series_id, tenant, requests, unpriced_requests, list_cost, effective_cost, saved_cost, input_tokens
             FROM rollup_minute WHERE bucket >= (SELECT folded_until FROM rollup_state)
             UNION ALL SELECT bucket, series_id, tenant, requests, unpriced_requests, list_cost, effective_cost, saved_cost, input_tokens
             FROM rollup_quarter) AS r
           JOIN series AS s USING (tenant, series_id) WHERE s.model = $1) AS summed`,
    [model],
  );
  const day = await pool().query(
    `SELECT coalesce(sum(r.effective_cost), 0) AS day, coalesce((SELECT sum(q.effective_cost) FROM rollup_quarter AS q
       JOIN series AS s USING (tenant, series_id) WHERE s.model = $1), 0) AS quarters
     FROM rollup_day AS r WHERE cuboid = 4 AND model = $1`,
    [model],
  );
  const plain = (row: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, typeof value === "string" ? plainDecimal(value) : value]),
    );
  const sums = plain(events.rows[0]);
  expect(plain(rollups.rows[0])).toEqual(sums);
  const { day: days, quarters } = plain(day.rows[0]);
  expect(days).toBe(quarters);
  return sums;
}

const request = (given: Record<string, unknown>) => newReRating.parse({ reason: "prices were corrected", ...given });

describe("usage without a price", () => {
  it("is listed with counts and times, and priced for all its past by adding a price", async () => {
    await record([
      {
        provider: "internal",
        model: "house-llm",
        usage: { input_tokens: 1000, output_tokens: 100 },
        timestamp: "2026-10-01T08:00:00Z",
      },
      { provider: "internal", model: "house-llm", usage: { input_tokens: 2000, output_tokens: 50 } },
      { provider: "internal", model: "house-llm-2026-10-10", usage: { input_tokens: 10, output_tokens: 0 } },
    ]);
    const { unpriced } = await listUnpriced(100, undefined, Reach.everywhere);
    expect(unpriced.find((each) => each.model === "house-llm")).toEqual({
      provider: "internal",
      model: "house-llm",
      events: 2,
      tokens: 3150,
      first_seen: "2026-10-01T08:00:00.000Z",
      last_seen: "2026-11-20T11:30:00.000Z",
      reason: 'The provider "internal" is not in the price book.',
      suggestion: null,
    });
    expect(await totals("house-llm")).toMatchObject({ unpriced: 2, effective: "0" });

    const price = await createPrice(
      newPrice.parse({ provider: "Internal", model: "house-llm", rates: { input: "3", output: 6 } }),
      author,
    );
    expect(price).toMatchObject({
      source: "custom",
      effective_from: "1970-01-01T00:00:00.000Z",
      rates: { input: "3", output: "6" },
    });
    const rated = await ratePast(price, author);
    // 3000 at 3 and 150 at 6 USD a million; 10 at 3 for the dated name
    expect(rated).toMatchObject({
      status: "applied",
      events_changed: 3,
      events_priced: 3,
      before_usd: null,
      after_usd: "0.00993",
    });
    expect(await totals("house-llm")).toMatchObject({ requests: 2, unpriced: 0, effective: "0.0099", list: "0.0099" });
    expect(await totals("house-llm-2026-10-10")).toMatchObject({ unpriced: 0, effective: "0.00003" });
    expect(notes.map((note) => note.action)).toEqual(["price.create", "re_rating.apply"]);
    expect(
      (await listUnpriced(100, undefined, Reach.everywhere)).unpriced.filter((each) => each.model.startsWith("house")),
    ).toEqual([]);
    expect(await rateUnpriced("again", author, price)).toBeNull();
  });

  it("of images of one size is priced by a price for that size, and re-rated by a percentage off", async () => {
    const image = (usage: Record<string, unknown>) => ({ provider: "openai", model: "dall-e-2", usage });
    const large = { images: 1, size: "1792x1024", quality: "standard" };
    await record([image({ n: 2, size: "256x256" }), image(large), image({ ...large, images: 3 })]);
    expect(await totals("dall-e-2")).toMatchObject({ requests: 3, unpriced: 2, effective: "0.032" });
    const price = await createPrice(
      newPrice.parse({
        provider: "openai",
        model: "dall-e-2",
        effective_from: "2026-01-01",
        image_rates: [
          { size: "1024x1024", rate: "0.02" },
          { size: "1792x1024", rate: "0.05" },
        ],
      }),
      author,
    );
    // 4 x 0.05; what had a price keeps it
    expect(await ratePast(price, author)).toMatchObject({ events_priced: 2, after_usd: "0.2" });
    expect(await totals("dall-e-2")).toMatchObject({ unpriced: 0, effective: "0.232", list: "0.232" });
    await createOverride(newOverride.parse({ model: "dall-e-2", percent_off: "10", effective_from: "2026-11-01" }), author);
    await reRate(request({ filter: { model: "dall-e-2" }, dry_run: false }), author);
    // The new price knows no 256x256 any more: re-rated, those images have none.
    expect(await totals("dall-e-2")).toMatchObject({ requests: 3, unpriced: 1, list: "0.2", effective: "0.18" });
  });

  it("pages through the list without loss", async () => {
    await record(
      ["m1", "m2", "m2", "m3"].map((model) => ({ provider: "elsewhere", model, usage: { input_tokens: 1, output_tokens: 1 } })),
    );
    const whole = (await listUnpriced(100, undefined, Reach.everywhere)).unpriced;
    const paged = [];
    for (let cursor: string | undefined; ; ) {
      const page = await listUnpriced(1, cursor, Reach.everywhere);
      paged.push(...page.unpriced);
      if (page.next_cursor === null) break;
      cursor = page.next_cursor;
    }
    expect(paged).toEqual(whole);
    await expect(listUnpriced(1, "nonsense", Reach.everywhere)).rejects.toMatchObject({ code: "validation_failed" });
  });
});

describe("a re-rating", () => {
  it("shows the difference by tenant, model and month without touching anything", async () => {
    const usage = { input_tokens: 1_000_000, output_tokens: 0 };
    await record([
      { provider: "openai", model: "gpt-4.1-mini", usage, timestamp: "2026-09-30T23:00:00Z" },
      { provider: "openai", model: "gpt-4.1-mini", usage, tenant: "beta" },
    ]);
    await createOverride(
      newOverride.parse({ provider: "openai", model: "gpt-4.1-mini", percent_off: "25", effective_from: "2026-01-01" }),
      author,
    );
    const before = await totals("gpt-4.1-mini");
    const shown = await reRate(request({ filter: { model: "gpt-4.1-mini" } }), author);
    expect(shown).toMatchObject({
      status: "dry_run",
      events_examined: 2,
      events_changed: 2,
      before_usd: "0.8",
      after_usd: "0.6",
      difference_usd: "-0.2",
      applied_at: null,
    });
    const row = { model: "gpt-4.1-mini", events: 1, before_usd: "0.4", after_usd: "0.3", difference_usd: "-0.1", other: false };
    expect(shown.differences).toEqual([
      { ...row, tenant: "beta", month: "2026-11" },
      { ...row, tenant: "acme", month: "2026-09" },
    ]);
    expect(await totals("gpt-4.1-mini")).toEqual(before);
    expect((await listReRatings(10, undefined)).re_ratings[0]).toEqual(shown);
    expect(notes.map((note) => note.action)).toEqual(["price_override.create"]);
  });

  it("applied, changes events and all rollups alike, keeps the first cost, and list stays list", async () => {
    const usage = { input_tokens: 1_000_000, output_tokens: 100_000 };
    await record([
      { provider: "openai", model: "gpt-4.1", usage, timestamp: "2026-11-01T10:00:00Z", user: "u1" },
      { provider: "openai", model: "gpt-4.1", usage },
      { provider: "openai", model: "gpt-4.1", usage, tenant: "beta" },
    ]);
    const { id } = await createOverride(
      newOverride.parse({ model: "gpt-4.1", tenant: "acme", rates: { input: "1" }, effective_from: "2026-11-01" }),
      author,
    );
    const applied = await reRate(request({ filter: { provider: "OpenAI", model: "gpt-4.1" }, dry_run: false }), author);
    // 1 instead of 2 USD a million in, 0.8 for 100,000 out
    expect(applied).toMatchObject({
      status: "applied",
      events_examined: 3,
      events_changed: 2,
      before_usd: "5.6",
      after_usd: "3.6",
    });
    expect(await totals("gpt-4.1")).toMatchObject({ requests: 3, list: "8.4", effective: "6.4" });
    const first = await pool().query(
      "SELECT DISTINCT first_effective_cost, effective_cost, re_rating_id FROM usage_event WHERE model = 'gpt-4.1' AND tenant = 'acme'",
    );
    expect(first.rows).toEqual([{ first_effective_cost: "2.8", effective_cost: "1.8", re_rating_id: applied.id }]);
    const labels = await pool().query(
      "SELECT sum(effective_cost) AS cost FROM rollup_label_quarter WHERE label = 'user' AND value = 'u1'",
    );
    expect(plainDecimal(labels.rows[0].cost)).toBe("1.8");
    const { rows: scopes } = await pool().query(
      "SELECT tenants, first_time, last_time FROM touched_scope WHERE cause = 're-rating' ORDER BY id DESC LIMIT 1",
    );
    expect(scopes).toEqual([
      { tenants: ["acme"], first_time: new Date("2026-11-01T10:00:00Z"), last_time: new Date("2026-11-20T11:30:00Z") },
    ]);
    // and back: the first cost stays the first
    await withdrawOverride(id, author);
    await reRate(request({ filter: { model: "gpt-4.1" }, dry_run: false }), author);
    expect(await totals("gpt-4.1")).toMatchObject({ effective: "8.4" });
    const again = await pool().query(
      "SELECT DISTINCT first_effective_cost, effective_cost FROM usage_event WHERE model = 'gpt-4.1' AND tenant = 'acme'",
    );
    expect(again.rows).toEqual([{ first_effective_cost: "2.8", effective_cost: "2.8" }]);
    expect(notes.map((note) => note.action)).toEqual([
      "price_override.create",
      "re_rating.apply",
      "price_override.delete",
      "re_rating.apply",
    ]);
  });

  it("leaves reported costs, failures without usage and replaced events as they were; saved cost follows", async () => {
    const usage = { input_tokens: 1_000_000, output_tokens: 0 };
    const model = "gpt-4.1-nano";
    await record([
      { id: "old", provider: "openai", model, usage },
      { provider: "openai", model, status: 500 },
    ]);
    await record([{ id: "new", corrects: "old", provider: "openai", model, usage }]);
    await record([{ provider: "openai", model, usage, cache_hit: true }]);
    await record([{ provider: "openai", model, usage, cost_usd: "0.07" }], trusting);
    await createOverride(newOverride.parse({ model, percent_off: 50, effective_from: "2026-01-01" }), author);
    const applied = await reRate(request({ filter: { model }, dry_run: false }), author);
    // the correction falls from 0.1 to 0.05; the hit still costs nothing and would have cost 0.05
    expect(applied).toMatchObject({ events_examined: 4, events_changed: 2, before_usd: "0.1", after_usd: "0.05" });
    expect(await totals(model)).toMatchObject({ requests: 4, effective: "0.12", saved: "0.05" });
    const old = await pool().query("SELECT effective_cost FROM usage_event WHERE id = 'old'");
    expect(plainDecimal(old.rows[0].effective_cost)).toBe("0.1");
  });

  it("stays true when the rollups are folded meanwhile and afterwards", async () => {
    const usage = { input_tokens: 1_000_000, output_tokens: 0 };
    const model = "gpt-4o-mini";
    await record(
      Array.from({ length: 50 }, (_, index) => ({
        provider: "openai",
        model,
        usage,
        timestamp: new Date(Date.parse(NOW) - index * 120_000).toISOString(),
      })),
    );
    await createOverride(newOverride.parse({ model, percent_off: "10", effective_from: "2026-01-01" }), author);
    setClock("2026-11-20T13:00:00Z");
    // Somebody holds an event, so that the re-rating waits in its middle while the border moves.
    const holder = await pool().connect();
    await holder.query("BEGIN");
    await holder.query("SELECT FROM usage_event WHERE model = $1 ORDER BY time LIMIT 1 FOR UPDATE", [model]);
    const running = reRate(request({ filter: { model }, dry_run: false }), author);
    await until(async () => {
      const waiting = await holder.query("SELECT FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'");
      return waiting.rowCount === 1;
    });
    expect(await foldRollups()).toBeGreaterThan(0);
    await holder.query("COMMIT");
    holder.release();
    const applied = await running;
    expect(applied).toMatchObject({ events_changed: 50, before_usd: "7.5", after_usd: "6.75" });
    expect(await totals(model)).toMatchObject({ effective: "6.75", list: "7.5" });
    setClock("2026-11-20T18:00:00Z");
    await foldRollups();
    expect(await totals(model)).toMatchObject({ effective: "6.75" });
    setClock(NOW);
  });

  it("goes through many events in batches while ingest goes on", async () => {
    const usage = { input_tokens: 10, output_tokens: 0 };
    const model = "o4-mini";
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        provider: "openai",
        model,
        usage,
        tenant: `t${index % 7}`,
        timestamp: new Date(Date.parse("2026-11-10T00:00:00Z") + index * 1000).toISOString(),
      }));
    for (let part = 0; part < 3; part++) await record(many(3000));
    await createOverride(
      newOverride.parse({ model, percent_off: "20", effective_from: "2026-01-01", effective_to: "2027-01-01" }),
      author,
    );
    const [applied] = await Promise.all([
      reRate(request({ filter: { model }, dry_run: false }), author),
      record(many(500)),
      record(many(500)),
    ]);
    expect(applied.events_changed).toBe(9000);
    // 10,000 events of 10 tokens at 1.1 USD a million, a fifth off
    expect(await totals(model)).toMatchObject({ requests: 10_000, list: "0.11", effective: "0.088" });
  });
});
