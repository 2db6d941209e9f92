import { beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import type { Author } from "@/lib/platform/author";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { formatAtto } from "@/lib/platform/decimal";
import { Reach } from "@/lib/platform/reach";
import { useDatabase } from "@/tests/database";
import { matchQuestion, newOverride, newPrice, priceFilter } from "./contract";
import {
  createOverride,
  createPrice,
  endOverride,
  ensurePriceBook,
  listOverrides,
  listPrices,
  priceBook,
  readPrice,
  tryMatch,
  withdrawOverride,
} from "./service";
import type { UsageQuantities } from "./usage-classes";

useDatabase();
const author: Author = { name: "ada@example.com", note: async () => {} };
const NOW = "2026-11-20T12:00:00Z";

beforeAll(async () => {
  setClock(NOW);
  await ensurePriceBook();
});

function costs(
  provider: string,
  model: string,
  usage: UsageQuantities,
  at = NOW,
  tenant = "acme",
  serviceTier: string | null = null,
) {
  const rating = priceBook().rate({ tenant, provider, model, serviceTier, atMs: Date.parse(at), usage });
  if (rating.kind === "unpriced") return rating.reason;
  return `${formatAtto(rating.listCost)} ${formatAtto(rating.effectiveCost)}`;
}

const MILLION = { input_uncached: 1_000_000 };
const price = (given: z.input<typeof newPrice>) => createPrice(newPrice.parse(given), author);
const override = (given: z.input<typeof newOverride>) => createOverride(newOverride.parse(given), author);
const prices = (given: Record<string, unknown>) => listPrices(priceFilter.parse(given));

describe("an admin's price", () => {
  it("stands in the place of the known one from its date on; the row before it ends there, unchanged", async () => {
    const [before] = (await prices({ provider: "openai", model: "o1", service_tier: "default" })).prices;
    const made = await price({
      provider: "OpenAI",
      model: "o1",
      effective_from: "2026-11-01",
      rates: { input: "20", output: "70" },
    });
    expect(made).toMatchObject({ provider: "openai", model: "o1", source: "custom", created_by: "ada@example.com" });
    expect(costs("openai", "o1", MILLION, "2026-10-31T23:59:59.999Z")).toBe("15 15");
    expect(costs("openai", "o1", MILLION, "2026-11-01T00:00:00Z")).toBe("20 20");
    expect(costs("openai", "o1-2024-12-17", MILLION)).toBe("20 20");
    const { prices: rows } = await prices({ provider: "openai", model: "o1", service_tier: "default" });
    expect(rows).toEqual([{ ...before, effective_to: "2026-11-01T00:00:00.000Z" }, made]);
    expect((await prices({ provider: "openai", model: "o1", at: "2026-10-01" })).prices.map((row) => row.id)).toContain(
      before?.id,
    );
    // other tiers keep theirs
    expect(costs("openai", "o1", MILLION, NOW, "acme", "batch")).toBe("7.5 7.5");
  });

  it("for a while lets the known one come back afterwards", async () => {
    const span = { effective_from: "2026-06-01", effective_to: "2026-07-01" };
    await price({ provider: "openai", model: "o3-mini", ...span, rates: { input: "2", output: "8" } });
    expect(["2026-05-31", "2026-06-01", "2026-06-30", "2026-07-01"].map((at) => costs("openai", "o3-mini", MILLION, at))).toEqual(
      ["1.1 1.1", "2 2", "2 2", "1.1 1.1"],
    );
    const replaced = await price({ provider: "openai", model: "o3-mini", ...span, rates: { input: "3", output: "8" } });
    expect(costs("openai", "o3-mini", MILLION, "2026-06-15")).toBe("3 3");
    expect(
      (await prices({ provider: "openai", model: "o3-mini", service_tier: "default" })).prices.map((row) => row.rates.input),
    ).toEqual(["1.1", "3", "1.1"]);
    expect(await readPrice(replaced.id)).toEqual(replaced);
    await expect(readPrice("price_nothing")).rejects.toMatchObject({ code: "not_found" });
  });

  it("for a host that resells a model counts from its date; before it the maker's does", async () => {
    await price({ provider: "azure", model: "gpt-4o", effective_from: "2026-11-10", rates: { input: "2.75", output: "11" } });
    expect(costs("azure", "gpt-4o", MILLION, "2026-11-09")).toBe("2.5 2.5");
    expect(costs("azure", "gpt-4o", MILLION)).toBe("2.75 2.75");
    expect(costs("azure", "gpt-4o", MILLION, NOW, "acme", "batch")).toBe("1.25 1.25");
    expect(costs("openai", "gpt-4o", MILLION)).toBe("2.5 2.5");
  });

  it("may have context tiers, images, hours and fees", async () => {
    await price({
      provider: "house",
      model: "painter",
      rates: { input: "1", images: "0.04", audio_hours: "3.6", requests: "5" },
      context_tiers: [{ above_input_tokens: 100, rates: { input: "2" } }],
    });
    // 100 at 1, 2 images, 1.5 s, a request; 101 at 2 and a request
    expect(costs("house", "painter", { input_uncached: 100, images: 2, seconds: 1.5 })).toBe("0.0866 0.0866");
    expect(costs("house", "painter", { input_uncached: 101 })).toBe("0.005202 0.005202");
  });

  it("may be by size and quality of images, the first being what counts where the usage names none", async () => {
    const rows = [
      { size: "1024x1024", quality: "low", rate: "0.01" },
      { size: "1024X1024", quality: "high", rate: 0.05 },
    ];
    const made = await price({ provider: "house", model: "easel", rates: { requests: "5" }, image_rates: rows });
    expect(made.image_rates).toEqual([rows[0], { size: "1024x1024", quality: "high", rate: "0.05" }]);
    expect(costs("house", "easel", { images: 3 })).toBe("0.035 0.035");
    expect(costs("house", "easel", { images: 3, image_quality: "high" })).toBe("0.155 0.155");
    expect(costs("house", "easel", { images: 3, image_quality: "ultra" })).toMatch(/images of 1024x1024 in quality ultra/);
    await expect(
      price({ provider: "house", model: "easel", image_rates: [{ size: "1024x1024", quality: "high", rate: "0.5" }] }),
    ).rejects.toMatchObject({
      code: "confirmation_required",
      errors: [{ pointer: "/image_rates", detail: "would change from 0.05 to 0.5 USD" }],
    });
  });

  it("more than five times the present one, or less than a fifth, must be confirmed", async () => {
    const slip = { provider: "openai", model: "gpt-5-nano", rates: { input: "0.5", output: "0.4" } };
    await expect(price(slip)).rejects.toMatchObject({
      code: "confirmation_required",
      errors: [{ pointer: "/rates/input", detail: "would change from 0.05 to 0.5 USD" }],
      details: { changes: [{ rate: "input", present: "0.05", proposed: "0.5" }] },
    });
    await expect(price({ ...slip, rates: { input: "0.0099", output: "0.4" } })).rejects.toMatchObject({
      code: "confirmation_required",
    });
    await expect(price({ ...slip, rates: { input: "0", output: "0.4" } })).rejects.toMatchObject({
      code: "confirmation_required",
    });
    expect(costs("openai", "gpt-5-nano", MILLION)).toBe("0.05 0.05");
    expect(await price({ ...slip, rates: { input: "0.25", output: "2" } })).toMatchObject({
      rates: { input: "0.25", output: "2" },
    });
    expect(await price({ ...slip, rates: { input: "2.5", output: "2" }, confirm: true })).toMatchObject({
      rates: { input: "2.5" },
    });
  });
});

describe("an override", () => {
  const at = "2026-11-15";
  it("changes the effective cost only, and the most specific one wins", async () => {
    const model = "claude-haiku-4-5";
    const since = { effective_from: "2026-11-01" };
    await override({ provider: "anthropic", percent_off: "10", ...since });
    expect(costs("anthropic", model, MILLION, at)).toBe("1 0.9");
    await override({ model, percent_off: 20, ...since });
    expect(costs("anthropic", model, MILLION, at)).toBe("1 0.8");
    await override({ provider: "anthropic", model, rates: { input: "0.7" }, ...since });
    expect(costs("anthropic", `${model}-20251001`, { ...MILLION, output_visible: 1_000_000 }, at)).toBe("6 5.7");
    const own = await override({ tenant: "acme", percent_off: "50", ...since });
    expect(costs("anthropic", model, MILLION, at)).toBe("1 0.5");
    expect(costs("anthropic", model, MILLION, at, "beta")).toBe("1 0.7");
    await override({ tenant: "acme", percent_off: "40", ...since });
    expect(costs("anthropic", model, MILLION, at)).toBe("1 0.6");
    expect(costs("anthropic", model, MILLION, "2026-10-31")).toBe("1 1");
    await endOverride(own.id, Date.parse("2026-11-20"), author);
    expect(
      (await listOverrides({ limit: 10, tenant: "acme" }, Reach.everywhere)).overrides.map((row) => row.effective_to),
    ).toEqual([null, "2026-11-20T00:00:00.000Z"]);
  });

  it("of rates leaves the other service tiers at list, of a percentage takes it off each", async () => {
    await override({ model: "gpt-5-mini", rates: { input: "0.2" }, effective_from: "2026-11-01" });
    expect(costs("openai", "gpt-5-mini", MILLION, at, "delta")).toBe("0.25 0.2");
    expect(costs("openai", "gpt-5-mini", MILLION, at, "delta", "batch")).toBe("0.125 0.125");
    // acme has 40 percent off everything
    expect(costs("openai", "gpt-5-mini", MILLION, at)).toBe("0.25 0.15");
    expect(costs("openai", "gpt-5-mini", MILLION, at, "acme", "batch")).toBe("0.125 0.075");
  });

  it("may be for one service tier; every other stays at list", async () => {
    const model = "gpt-5.1";
    const of = (tier: string | null) => costs("openai", model, MILLION, at, "delta", tier);
    const made = await override({ model, service_tier: "Batches", percent_off: "20", effective_from: "2026-11-01" });
    expect(made.service_tier).toBe("batch");
    expect([null, "batch", "flex", "priority"].map(of)).toEqual(["1.25 1.25", "0.625 0.5", "0.625 0.625", "2.5 2.5"]);
    await override({ model, service_tier: "priority", rates: { input: "2" }, effective_from: "2026-11-01" });
    expect(of("priority")).toBe("2.5 2");
    await override({ model, service_tier: "standard", percent_off: "10", effective_from: "2026-11-01" });
    expect([null, "auto", "batch", "flex", "priority"].map(of)).toEqual([
      "1.25 1.125",
      "1.25 1.125",
      "0.625 0.5",
      "0.625 0.625",
      "2.5 2",
    ]);
    expect((await listOverrides({ limit: 10, model, service_tier: "batch" }, Reach.everywhere)).overrides).toEqual([made]);
  });

  it("for a tier counts before an equal one for all, after any that says more whom or what it is for", async () => {
    const question = ["groq", "llama-3.3-70b-versatile", MILLION, at, "epsilon", "batch"] as const;
    const [list] = costs(...question).split(" ");
    const off = () => 100 - (100 * Number(costs(...question).split(" ")[1])) / Number(list);
    const since = { effective_from: "2026-11-01", provider: "groq" };
    const steps: [Partial<z.input<typeof newOverride>>, number][] = [
      [{ service_tier: "batch", percent_off: "10" }, 10],
      // Made later, but for every tier.
      [{ percent_off: "11" }, 10],
      [{ service_tier: "flex", percent_off: "12" }, 10],
      [{ model: question[1], percent_off: "13" }, 13],
      [{ service_tier: "batch", percent_off: "14" }, 13],
      [{ model: question[1], service_tier: "batch", percent_off: "15" }, 15],
      [{ tenant: "epsilon", percent_off: "16" }, 16],
      [{ tenant: "epsilon", service_tier: "batch", percent_off: "17" }, 17],
      [{ tenant: "epsilon", percent_off: "18" }, 17],
    ];
    for (const [given, expected] of steps) {
      await override({ ...since, ...given } as z.input<typeof newOverride>);
      expect(off()).toBeCloseTo(expected, 9);
    }
  });

  it("of rates is for the default tier unless it names another, which must have a price", async () => {
    const made = await override({ model: "gpt-5-nano", rates: { output: "0.3" }, confirm: true });
    expect(made.service_tier).toBe("default");
    expect((await override({ model: "gpt-5-nano", percent_off: "1", confirm: true })).service_tier).toBeNull();
    await expect(override({ provider: "openai", model: "gpt-4o", service_tier: "flex", percent_off: "5" })).rejects.toMatchObject(
      {
        code: "validation_failed",
        errors: [{ pointer: "/service_tier", detail: "has no price of openai gpt-4o: add one first" }],
      },
    );
  });

  it("takes a percentage off the price of each size and quality of images; an agreed rate is one for all", async () => {
    const images = { images: 2, image_size: "1792x1024", image_quality: "hd" };
    await override({ model: "dall-e-3", tenant: "painters", percent_off: "15", effective_from: "2026-11-01" });
    // 2 x 0.12, less 15 percent
    expect(costs("openai", "dall-e-3", images, at, "painters")).toBe("0.24 0.204");
    expect(costs("openai", "dall-e-3", { images: 1 }, at, "painters")).toBe("0.04 0.034");
    await override({ model: "dall-e-3", rates: { images: "0.03" }, effective_from: "2026-11-01" });
    expect(costs("openai", "dall-e-3", images, at, "others")).toBe("0.24 0.06");
    expect(costs("openai", "dall-e-3", { images: 1, image_size: "64x64" }, at, "others")).toMatch(/images of 64x64/);
    await expect(override({ model: "dall-e-3", rates: { images: "0.004" } })).rejects.toMatchObject({
      code: "confirmation_required",
    });
  });

  it("withdrawn, was never there", async () => {
    const { id } = await override({ model: "o3", percent_off: "33.3333", effective_from: "2026-01-01", tenant: "gamma" });
    expect(costs("openai", "o3", MILLION, at, "gamma")).toBe("2 1.333334");
    expect((await withdrawOverride(id, author)).deleted_at).not.toBeNull();
    expect(costs("openai", "o3", MILLION, at, "gamma")).toBe("2 2");
    expect((await withdrawOverride(id, author)).deleted_at).not.toBeNull();
    await expect(endOverride(id, null, author)).rejects.toMatchObject({ code: "conflict" });
    await expect(withdrawOverride("00000000-0000-7000-8000-000000000000", author)).rejects.toMatchObject({ code: "not_found" });
  });

  it("of more than fivefold must be confirmed; of a model nobody prices is refused with the one meant", async () => {
    const model = "gpt-4.1";
    await expect(override({ model, rates: { input: "0.2" } })).rejects.toMatchObject({ code: "confirmation_required" });
    await expect(override({ model, percent_off: "81" })).rejects.toMatchObject({ code: "confirmation_required" });
    await expect(override({ provider: "openai", percent_off: "95" })).rejects.toMatchObject({
      code: "confirmation_required",
      errors: [{ pointer: "/percent_off", detail: "would change from 0% to 95%" }],
    });
    await expect(override({ provider: "openai", model: "gpt-4.1-mega", percent_off: "5" })).rejects.toMatchObject({
      code: "validation_failed",
      errors: [{ pointer: "/model", detail: "has no price at openai; is openai gpt-4.1 meant?" }],
    });
  });
});

describe("what is asked", () => {
  const faults = (schema: z.ZodType, given: unknown) => {
    const parsed = schema.safeParse(given);
    return parsed.success ? [] : parsed.error.issues.map((issue) => `/${issue.path.join("/")}: ${issue.message}`);
  };
  const good = { provider: "p", model: "m", rates: { input: "1" } };

  it.each([
    [{ ...good, rates: { input: "-1" } }, "/rates/input: is negative"],
    [{ ...good, rates: { input: "one" } }, '/rates/input: is not a decimal, such as "2.5"'],
    [{ ...good, rates: { input: null } }, '/rates/input: is not a decimal, such as "2.5"'],
    [{ ...good, rates: { input: "0.0000000000001" } }, "/rates/input: has more than 12 digits after the point"],
    [{ ...good, rates: { input: 1e-30 } }, "/rates/input: has more than 12 digits after the point"],
    [{ ...good, rates: { input: "2.5000000000000000001" } }, "/rates/input: has more than 12 digits after the point"],
    [{ ...good, rates: {} }, "/rates: names no rate"],
    [
      { ...good, rates: { images: "1" }, image_rates: [{ size: "1k", rate: "1" }] },
      "/rates/images: give images or image_rates, not both",
    ],
    [
      {
        ...good,
        image_rates: [
          { size: "1k", rate: "1" },
          { size: "1K", quality: "standard", rate: "2" },
        ],
      },
      "/image_rates: names a size twice",
    ],
    [{ ...good, effective_from: "2026-02-01", effective_to: "2026-02-01" }, "/effective_to: is not after effective_from"],
    [
      { ...good, effective_from: "yesterday" },
      "/effective_from: is not a date or an RFC 3339 time, such as 2026-01-01T00:00:00Z",
    ],
    [{ ...good, provider: " " }, "/provider: is empty"],
  ])("price %j is refused: %s", (given, fault) => expect(faults(newPrice, given)).toContain(fault));

  it("names the known rates where one is not known", () => {
    expect(faults(newPrice, { ...good, rates: { inputs: "1" } })[0]).toMatch(
      /^\/rates: inputs: no such rate; these are: input, output, cache_read,/,
    );
  });

  it.each([
    [{ percent_off: "101" }, "/percent_off: is above 100"],
    [{ percent_off: "-1" }, "/percent_off: is negative"],
    [{}, "/rates: is missing: give rates or percent_off"],
    [
      { percent_off: "1", service_tier: "turbo" },
      "/service_tier: is no service tier; these are: default, batch, flex, priority, scale, ultrafast, provisioned",
    ],
    [
      { percent_off: "1", service_tier: "" },
      "/service_tier: is no service tier; these are: default, batch, flex, priority, scale, ultrafast, provisioned",
    ],
    [{ model: "m", rates: { input: "1" }, percent_off: "1" }, "/percent_off: give rates or percent_off, not both"],
    [{ rates: { input: "1" } }, "/model: is missing: agreed rates are those of one model"],
    [
      { percent_off: "1", effective_from: "2026-03-01", effective_to: "2026-01-01" },
      "/effective_to: is not after effective_from",
    ],
  ])("override %j is refused: %s", (given, fault) => expect(faults(newOverride, given)).toContain(fault));

  it("is answered with the match, the formula and, without a price, the reason", () => {
    const ask = (given: z.input<typeof matchQuestion>) => tryMatch(matchQuestion.parse(given), Reach.everywhere);
    expect(ask({ model: "gemini-2.5-pro", usage: { input_uncached: 200_001 } })).toMatchObject({
      pricing: "priced",
      provider: "gcp.gemini",
      exact: true,
      context_above_input_tokens: 200_000,
      list_cost_usd: "0.5000025",
      components: [{ class: "input_uncached", quantity: 200_001, unit_price_usd: "0.0000025" }],
    });
    expect(ask({ provider: "anthropic", model: "claude-sonet-4-5" })).toMatchObject({
      pricing: "unpriced",
      list_cost_usd: null,
      suggestion: { provider: "anthropic", model: "claude-sonnet-4-5" },
    });
  });

  it("is paged without loss or repetition", async () => {
    const ids = new Set<string>();
    let pages = 0;
    for (let cursor: string | undefined; ; pages++) {
      const page = await prices({ limit: 500, ...(cursor ? { cursor } : {}) });
      for (const row of page.prices) ids.add(row.id);
      if (page.next_cursor === null) break;
      cursor = page.next_cursor;
    }
    const { rows } = await pool().query("SELECT count(*)::int AS count FROM price WHERE retired_at IS NULL");
    expect(ids.size).toBe(rows[0].count);
    expect(pages).toBeGreaterThan(3);
    await expect(prices({ cursor: "x" })).rejects.toMatchObject({ code: "validation_failed" });
  });

  it("finds prices by words that stand anywhere in provider, model, tier or source", async () => {
    const { prices: found } = await prices({ q: "  Batch  claude-SONNET-4-5 anthropic", at: NOW });
    expect(found.length).toBeGreaterThan(0);
    for (const row of found) {
      expect(row.service_tier).toBe("batch");
      expect(`${row.provider} ${row.model}`).toMatch(/anthropic.*claude-sonnet-4-5/);
    }
    expect((await prices({ q: "%" })).prices).toEqual([]);
    expect((await prices({ q: " ", limit: 5 })).prices).toHaveLength(5);
  });
});
