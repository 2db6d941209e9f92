import { readFileSync } from "node:fs";
import { calcPrice, findProvider } from "@pydantic/genai-prices";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { pool } from "@/lib/platform/database";
import { atto, formatAtto } from "@/lib/platform/decimal";
import { useDatabase } from "@/tests/database";
import { CATALOGUE_VERSION } from "./catalogue";
import { CATALOGUE_PROVIDERS, FIRST_PARTIES } from "./providers";
import type { PricedRating, Rating } from "./rating";
import { ensurePriceBook, priceBook } from "./service";
import { USAGE_CLASSES, type UsageQuantities } from "./usage-classes";

useDatabase();
beforeAll(() => ensurePriceBook());

function rate(
  provider: string,
  model: string,
  usage: UsageQuantities,
  at = "2026-11-01T12:00:00Z",
  serviceTier: string | null = null,
) {
  return priceBook().rate({ tenant: "acme", provider, model, serviceTier, atMs: Date.parse(at), usage });
}

function priced(rating: Rating): PricedRating {
  if (rating.kind !== "priced") throw new Error(`unpriced: ${rating.reason}`);
  return rating;
}

const cost = (...question: Parameters<typeof rate>) => formatAtto(priced(rate(...question)).listCost);
const reason = (...question: Parameters<typeof rate>) => {
  const rating = rate(...question);
  return rating.kind === "unpriced" ? rating.reason : `priced by ${rating.matchedModel}`;
};
const matched = (provider: string, model: string) => {
  const rating = rate(provider, model, {});
  return rating.kind === "priced" ? [rating.provider, rating.matchedModel, rating.exact] : null;
};

describe("costs, against arithmetic done by hand", () => {
  it("bills Anthropic's classes apart: 2095 at 3, 18000 at 0.3, 1051 at 3.75, 1000 at 6, 503 at 15 USD a million", () => {
    const usage = { input_uncached: 2095, cache_read: 18000, cache_write_5m: 1051, cache_write_1h: 1000, output_visible: 503 };
    // 0.006285 + 0.0054 + 0.00394125 + 0.006 + 0.007545
    expect(cost("anthropic", "claude-sonnet-4-5", usage)).toBe("0.02917125");
    expect(cost("anthropic", "claude-sonnet-4-5-20250929", usage)).toBe("0.02917125");
  });

  it("rates at the price of the event's own time: o3 fell from 10/40 to 2/8 on 2025-06-10", () => {
    const usage = { input_uncached: 1000, output_visible: 200 };
    expect(cost("openai", "o3", usage, "2025-05-01T00:00:00Z")).toBe("0.018");
    expect(cost("openai", "o3", usage, "2025-06-09T23:59:59.999Z")).toBe("0.018");
    expect(cost("openai", "o3", usage, "2025-06-10T00:00:00Z")).toBe("0.0036");
    expect(cost("openai", "o3", usage, "2026-05-01T00:00:00Z")).toBe("0.0036");
  });

  it("keeps every digit of large sums: 22,361,870 in at 2.5 and 4,088,665 out at 10", () => {
    expect(cost("openai", "gpt-4o", { input_uncached: 22_361_870, output_visible: 4_088_665 })).toBe("96.791325");
  });

  it("reprices the whole request above a context mark, counting all kinds of input", () => {
    expect(cost("gcp.gemini", "gemini-2.5-pro", { input_uncached: 200_000 })).toBe("0.25");
    // 200,001 at 2.5
    expect(cost("gcp.gemini", "gemini-2.5-pro", { input_uncached: 200_001 })).toBe("0.5000025");
    // 150,001 at 2.5, 50,000 cached at 0.25, 10 out at 15: 0.3750025 + 0.0125 + 0.00015
    const cached = { input_uncached: 150_001, cache_read: 50_000, output_visible: 10 };
    expect(cost("gcp.gemini", "gemini-2.5-pro", cached)).toBe("0.3876525");
    expect(priced(rate("gcp.gemini", "gemini-2.5-pro", cached)).contextAbove).toBe(200_000);
  });

  it("bills cache reads at their own price, and as input where there is none", () => {
    // 86 at 2.5, 1920 at 1.25, 300 at 10
    expect(cost("openai", "gpt-4o", { input_uncached: 86, cache_read: 1920, output_visible: 300 })).toBe("0.005615");
    // text-embedding-3-small: 0.02 a million, no cached price
    expect(cost("openai", "text-embedding-3-small", { input_uncached: 10, cache_read: 90 })).toBe("0.000002");
  });

  it("bills reasoning as output where it has no price of its own", () => {
    expect(cost("openai", "o4-mini", { input_uncached: 1000, output_visible: 100, output_reasoning: 900 })).toBe("0.0055");
    // 1000 at 2, 100 at 8, 900 at 3, and 5 of 1000 searches
    const searched = { input_uncached: 1000, output_visible: 100, output_reasoning: 900, web_searches: 3 };
    expect(cost("perplexity", "sonar-deep-research", searched)).toBe("0.0205");
  });

  it("bills images given out as output, whether or not the answer breaks them out", () => {
    // 10 text in at 5, 40 image in at 10, 50 out at 40
    const drawn = { input_uncached: 10, input_image: 40 };
    expect(cost("openai", "gpt-image-1", { ...drawn, output_image: 50 })).toBe("0.00245");
    expect(cost("openai", "gpt-image-1", { ...drawn, output_visible: 50 })).toBe("0.00245");
    expect(cost("openai", "gpt-image-1", { output_image: 50 }, "2026-11-01", "batch")).toBe("0.001");
  });

  it("bills a GPT image model by tokens of text and images, cached ones at prices of their own", () => {
    // gpt-image-1: 40 text at 5, 60 cached text at 1.25, 150 image at 10, 250 cached image at 2.5, 1056 out at 40:
    // 0.0002 + 0.000075 + 0.0015 + 0.000625 + 0.04224
    const edited = { input_uncached: 40, cache_read: 60, input_image: 150, cache_read_image: 250, output_image: 1056 };
    expect(cost("openai", "gpt-image-1", edited)).toBe("0.04464");
    // gpt-image-1-mini at 2, 0.2, 2.5, 0.25 and 8: 0.00008 + 0.000012 + 0.000375 + 0.0000625 + 0.008448
    expect(cost("openai", "gpt-image-1-mini", edited)).toBe("0.0089775");
    // gpt-image-1.5 at 5, 1.25, 8, 2, 32, and 100 of text out at 10: 0.0002 + 0.000075 + 0.0012 + 0.0005 + 0.033792 + 0.001
    expect(cost("openai", "gpt-image-1.5", { ...edited, output_visible: 100 })).toBe("0.036767");
    // gpt-image-2 at 5, 1.25, 8, 2 and 30: 0.0002 + 0.000075 + 0.0012 + 0.0005 + 0.03168
    expect(cost("openai", "gpt-image-2", edited)).toBe("0.033655");
    // Where an image read from the cache has no price of its own it bills as any read: 1000 at 0.03.
    expect(cost("gemini", "gemini-2.5-flash", { cache_read_image: 1000 })).toBe("0.00003");
    expect(reason("openai", "gpt-image-1", { images: 1 })).toBe("openai gpt-image-1 has no price for images.");
  });

  it.each([
    ["dall-e-3", "1024x1024", "standard", "0.12"],
    ["dall-e-3", "1024x1792", "standard", "0.24"],
    ["dall-e-3", "1792x1024", "standard", "0.24"],
    ["dall-e-3", "1024x1024", "hd", "0.24"],
    ["dall-e-3", "1024x1792", "hd", "0.36"],
    ["dall-e-3", "1792x1024", "hd", "0.36"],
    ["dall-e-3", undefined, undefined, "0.12"],
    ["dall-e-3", "1792x1024", undefined, "0.24"],
    ["dall-e-3", undefined, "hd", "0.24"],
    ["dall-e-2", "256x256", undefined, "0.048"],
    ["dall-e-2", "512x512", "standard", "0.054"],
    ["dall-e-2", "1024x1024", undefined, "0.06"],
    ["dall-e-2", undefined, undefined, "0.06"],
  ])("bills three images of %s, size %s, quality %s at %s", (model, image_size, image_quality, expected) => {
    const usage = { images: 3, ...(image_size && { image_size }), ...(image_quality && { image_quality }) };
    expect(cost("openai", model, usage)).toBe(expected);
    // Azure sells them at their maker's prices, and nobody by the batch.
    expect(cost("azure", model, usage)).toBe(expected);
    expect(rate("openai", model, usage, undefined, "batch").kind).toBe("unpriced");
  });

  it("says which size and quality it took, and names those that have no price", () => {
    expect(priced(rate("openai", "dall-e-3", { images: 1, image_quality: "hd" })).image).toEqual({
      size: "1024x1024",
      quality: "hd",
    });
    const refused = rate("openai", "dall-e-3", { images: 1, image_size: "512x512" });
    expect(refused).toMatchObject({
      classes: ["images"],
      reason: "openai dall-e-3 has no price for images of 512x512 in quality standard.",
    });
    expect(reason("openai", "dall-e-3", { images: 1, image_quality: "auto" })).toMatch(/images of 1024x1024 in quality auto/);
    expect(reason("openai", "dall-e-2", { images: 1, image_quality: "hd" })).toMatch(/images of 1024x1024 in quality hd/);
    expect(reason("openai", "dall-e-3", { input_uncached: 5 })).toMatch(/no price for input_uncached/);
  });

  it("bills Imagen by the image, whatever its size", () => {
    expect(cost("gemini", "imagen-4.0-generate-001", { images: 2, image_size: "1k" })).toBe("0.08");
    expect(cost("vertex", "imagen-4.0-ultra-generate-001", { images: 2 })).toBe("0.12");
    expect(cost("gemini", "imagen-4.0-fast-generate-001", { images: 2 })).toBe("0.04");
    expect(cost("gemini", "imagen-3.0-generate-002", { images: 2 })).toBe("0.06");
  });

  it("bills audio by the token, by the hour and by the fraction of a second", () => {
    // 100 text at 0.3, 50 audio at 1, 20 out at 2.5
    const spoken = { input_uncached: 100, input_audio: 50, output_visible: 20 };
    expect(cost("gcp.gemini", "gemini-2.5-flash", spoken)).toBe("0.00013");
    // 0.36 an hour is 0.0001 a second
    expect(cost("openai", "whisper-1", { seconds: 61.5 })).toBe("0.00615");
    // 0.111 / 3600 does not end: 12.34 s x 0.111 / 3600 = 0.000380483333...
    expect(cost("groq", "whisper-large-v3", { seconds: 12.34 })).toBe("0.000380483333333333");
    // billed as 10 seconds at least
    expect(cost("groq", "whisper-large-v3", { seconds: 3 })).toBe("0.000308333333333333");
  });

  it("adds fees: 14 USD a thousand requests, 10 a thousand searches", () => {
    // 100 at 3, 10 at 15, one request
    expect(cost("perplexity", "sonar-pro", { input_uncached: 100, output_visible: 10 })).toBe("0.01445");
    expect(cost("anthropic", "claude-sonnet-4-5", { web_searches: 2 })).toBe("0.02");
  });

  it("bills by the hour of the day where a provider does", () => {
    const usage = { input_uncached: 1_000_000 };
    expect(cost("deepseek", "deepseek-chat", usage, "2025-06-01T00:30:00Z")).toBe("0.27");
    expect(cost("deepseek", "deepseek-chat", usage, "2025-06-01T16:29:59Z")).toBe("0.27");
    expect(cost("deepseek", "deepseek-chat", usage, "2025-06-01T16:30:00Z")).toBe("0.135");
    // peak hours came with the prices of 2026-08-17
    expect(cost("deepseek", "deepseek-v4-flash", usage, "2026-08-16T02:00:00Z")).toBe("0.14");
    expect(cost("deepseek", "deepseek-v4-flash", usage, "2026-08-17T02:00:00Z")).toBe("0.44");
    expect(cost("deepseek", "deepseek-v4-flash", usage, "2026-08-17T05:00:00Z")).toBe("0.22");
  });

  it("bills Gemini's images and video as its input, as its price page says", () => {
    expect(cost("gemini", "gemini-2.5-flash", { input_uncached: 10, input_image: 258 })).toBe("0.0000804");
  });
});

describe("what has no price", () => {
  it("names the class", () => {
    const rating = rate("openai", "gpt-4o", { input_uncached: 10, input_audio: 5, output_audio: 5 });
    expect(rating).toMatchObject({ kind: "unpriced", classes: ["input_audio", "output_audio"] });
    expect(rate("openai", "gpt-4o", { images: 1, characters: 5 })).toMatchObject({ classes: ["images", "characters"] });
  });

  it("does not take an hour's cache write for a five-minute one", () => {
    // Vertex lists writes of five minutes only
    expect(rate("vertex", "claude-sonnet-4-5", { cache_write_1h: 10 })).toMatchObject({ classes: ["cache_write_1h"] });
  });

  it("is no longer name with a known beginning, and the known one is suggested", () => {
    const known: [string, string, string][] = [
      ["anthropic", "claude-sonnet-5-5", "claude-sonnet-5"],
      ["openai", "gpt-4o-foo", "gpt-4o"],
      ["openai", "gpt-4o-mini-foo", "gpt-4o-mini"],
      ["openai", "gpt-4.1-ultra-2026-01-01", "gpt-4.1"],
      ["gemini", "gemini-1.5-flash-8b", "gemini-1.5-flash"],
      ["openai", "claude-sonnet-4-5", "claude-sonnet-4-5"],
    ];
    for (const [provider, model, suggestion] of known)
      expect(rate(provider, model, { input_uncached: 1 }), model).toMatchObject({
        kind: "unpriced",
        suggestion: { model: suggestion },
      });
    expect(priceBook().suggestion("openai", "gtp-4o-mini")).toEqual({ provider: "openai", model: "gpt-4o-mini" });
  });

  it("says why", () => {
    expect(reason("nobody", "gpt-4o", {})).toBe('The provider "nobody" is not in the price book.');
    expect(reason("", "no-such-model", {})).toMatch(/names no provider/);
    expect(reason("deepseek", "deepseek-chat", {}, undefined, "batch")).toMatch(/no price for the service tier "batch"/);
  });
});

describe("names of models", () => {
  it.each([
    ["openai", "gpt-4o", "openai", "gpt-4o", true],
    ["OpenAI", "GPT-4o-mini", "openai", "gpt-4o-mini", true],
    ["openai", "gpt-4o-2024-08-06", "openai", "gpt-4o", true],
    ["openai", "gpt-4o-2025-01-31", "openai", "gpt-4o", false],
    ["openai", "gpt-4o-2024-05-13", "openai", "gpt-4o-2024-05-13", true],
    ["openai", "openai/gpt-4o", "openai", "gpt-4o", true],
    ["openai", "ft:gpt-4o-mini-2024-07-18:acme::AbC", "openai", "ft:gpt-4o-mini", false],
    ["openai", "gpt-5-mini-2026-13-01", null],
    ["anthropic", "claude-haiku-4-5-20251001", "anthropic", "claude-haiku-4-5", false],
    ["anthropic", "claude-haiku-4-5-latest", "anthropic", "claude-haiku-4-5", false],
    ["anthropic", "claude-3-5-haiku-20241022", "anthropic", "claude-3-5-haiku-latest", false],
    ["anthropic", "claude-sonnet-4-20250514", "anthropic", "claude-sonnet-4-0", false],
    ["vertex", "claude-sonnet-4-5@20250929", "gcp.gemini", "claude-sonnet-4-5", false],
    ["gemini", "models/gemini-2.5-pro", "gcp.gemini", "gemini-2.5-pro", true],
    ["gemini", "gemini-2.0-flash-001", "gcp.gemini", "gemini-2.0-flash", false],
    ["gemini", "gemini-2.5-pro-preview-05-06", "gcp.gemini", "gemini-2.5-pro", false],
    ["gemini", "gemini-2.5-pro-preview-tts", "gcp.gemini", "gemini-2.5-pro-tts", true],
    ["vertex", "publishers/google/models/gemini-2.5-flash", "gcp.gemini", "gemini-2.5-flash", true],
    ["azure", "gpt-4o", "openai", "gpt-4o", true],
    ["azure", "gpt-35-turbo", "openai", "gpt-3.5-turbo", true],
    ["azure", "o3-mini", "azure.ai.openai", "o3-mini", true],
    [
      "bedrock",
      "anthropic.claude-3-5-sonnet-20241022-v2:0",
      "aws.bedrock",
      "regional.anthropic.claude-3-5-sonnet-20241022-v2:0",
      true,
    ],
    [
      "bedrock",
      "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
      "aws.bedrock",
      "regional.anthropic.claude-sonnet-4-5-20250929-v1:0",
      true,
    ],
    [
      "bedrock",
      "apac.anthropic.claude-sonnet-4-5-20250929-v1:0",
      "aws.bedrock",
      "regional.anthropic.claude-sonnet-4-5-20250929-v1:0",
      true,
    ],
    [
      "bedrock",
      "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
      "aws.bedrock",
      "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
      true,
    ],
    [
      "bedrock",
      "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
      "aws.bedrock",
      "regional.anthropic.claude-sonnet-4-5-20250929-v1:0",
      true,
    ],
    ["bedrock", "us.amazon.nova-lite-v1:0", "aws.bedrock", "amazon.nova-lite-v1:0", true],
    ["bedrock", "amazon.titan-embed-text-v2:0", null],
    ["mistral", "mistral-large-2402", null],
    ["xai", "grok-4-latest", "x_ai", "grok-4-0709", true],
    ["openrouter", "openai/gpt-4o", "openrouter", "openai/gpt-4o", true],
    ["openai", "omni-moderation-latest", "openai", "moderation", true],
    ["", "gpt-4o-mini", "openai", "gpt-4o-mini", true],
    ["", "claude-sonnet-4-5-20250929", "anthropic", "claude-sonnet-4-5", false],
    ["", "gemini-2.5-flash", "gcp.gemini", "gemini-2.5-flash", true],
  ])("%s %s", (provider, model, listed, known?, exact?) => {
    expect(matched(provider, model)).toEqual(listed === null ? null : [listed, known, exact]);
  });

  it("finds every name that the catalogue gives literally, at the model that has it", () => {
    const clashes: string[] = [];
    for (const { catalogueId, name } of CATALOGUE_PROVIDERS)
      for (const model of findProvider({ providerId: catalogueId })?.models ?? [])
        if (matched(name, model.id)?.[1] !== model.id) clashes.push(`${name} ${model.id}`);
    expect(clashes).toEqual([]);
  });

  it("infers a maker from a model only where exactly one has it", () => {
    expect(priceBook().inferProvider("o3")).toBe("openai");
    expect(priceBook().inferProvider("mistral-large-latest")).toBe("mistral_ai");
    expect(priceBook().inferProvider("gpt-4o-foo")).toBeNull();
    expect(priceBook().inferProvider("openai/gpt-4o")).toBe("openai");
    for (const provider of FIRST_PARTIES) expect(priceBook().canonicalProvider(provider.toUpperCase())).toBe(provider);
  });
});

describe("service tiers", () => {
  const usage = { input_uncached: 1_000_000, output_visible: 1_000_000 };
  it.each([
    ["openai", "gpt-4o", "default", "12.5"],
    ["openai", "gpt-4o", "auto", "12.5"],
    ["openai", "gpt-4o", "batch", "6.25"],
    ["openai", "gpt-4o", "priority", "21.25"],
    ["openai", "gpt-4o", "fast", "21.25"],
    ["openai", "gpt-5", "flex", "5.625"],
    ["openai", "gpt-5", "priority", "22.5"],
    ["openai", "o3", "flex", "5"],
    ["anthropic", "claude-haiku-4-5", "batch", "3"],
    ["gemini", "gemini-2.5-flash", "batch", "1.4"],
    ["mistral", "mistral-medium-latest", "batch", "4.5"],
  ])("%s %s %s costs %s for a million in and out", (provider, model, tier, expected) => {
    expect(cost(provider, model, usage, undefined, tier)).toBe(expected);
  });

  it("halves Anthropic's cache prices in a batch, too", () => {
    const cached = { cache_read: 1_000_000, cache_write_5m: 1_000_000, cache_write_1h: 1_000_000 };
    // above 200,000 tokens: 0.6, 7.5 and 12
    expect(cost("anthropic", "claude-sonnet-4-5", cached, undefined, "batch")).toBe("10.05");
  });

  it("is unpriced for a known tier without a price, and the default flagged for one nobody knows", () => {
    expect(rate("anthropic", "claude-sonnet-4-5", usage, undefined, "priority").kind).toBe("unpriced");
    expect(rate("azure", "gpt-4o", usage, undefined, "priority").kind).toBe("unpriced");
    expect(rate("openai", "gpt-4o", usage, undefined, "turbo-boost")).toMatchObject({
      kind: "priced",
      exact: false,
      serviceTier: "default",
    });
  });
});

describe("whatever the usage", () => {
  const quantities = fc.record(
    Object.fromEntries(
      USAGE_CLASSES.map((name) => [
        name,
        name === "seconds" ? fc.double({ min: 0, max: 1e6, noNaN: true }) : fc.nat(2_000_000_000),
      ]),
    ),
    { requiredKeys: [] },
  ) as fc.Arbitrary<UsageQuantities>;
  const models = CATALOGUE_PROVIDERS.flatMap(({ catalogueId, name }) =>
    (findProvider({ providerId: catalogueId })?.models ?? []).map((model) => ({ catalogueId, provider: name, model: model.id })),
  );

  it("components sum to both totals, to the last digit", () => {
    fc.assert(
      fc.property(fc.constantFrom(...models), quantities, ({ provider, model }, usage) => {
        const whole = rate(provider, model, usage);
        const without = whole.kind === "unpriced" ? whole.classes : [];
        const known = Object.fromEntries(Object.entries(usage).filter(([name]) => !without.includes(name)));
        const rating = priced(rate(provider, model, known));
        expect(rating.components.reduce((sum, part) => sum + part.listCost, 0n)).toBe(rating.listCost);
        expect(rating.components.reduce((sum, part) => sum + part.cost, 0n)).toBe(rating.effectiveCost);
        for (const part of rating.components)
          if (part.usageClass !== "seconds") expect(part.cost).toBe(BigInt(part.quantity) * part.unitPrice);
      }),
      { numRuns: 3000 },
    );
  });

  it("agrees with the catalogue's own arithmetic to within a float's precision", () => {
    const text = fc.record({
      input_uncached: fc.nat(400_000),
      cache_read: fc.nat(100_000),
      output_visible: fc.nat(100_000),
      at: fc.date({ min: new Date("2024-01-01"), max: new Date("2027-06-01"), noInvalidDate: true }),
    });
    let compared = 0;
    fc.assert(
      fc.property(fc.constantFrom(...models), text, ({ catalogueId, provider, model }, { at, ...usage }) => {
        // their windows of the day count before the date they came with
        if (model.startsWith("deepseek-v4")) return;
        const rating = priceBook().rate({ tenant: "acme", provider, model, serviceTier: null, atMs: at.getTime(), usage });
        const theirs = calcPrice(
          {
            input_tokens: usage.input_uncached + usage.cache_read,
            cache_read_tokens: usage.cache_read,
            output_tokens: usage.output_visible,
          },
          model,
          { providerId: catalogueId, timestamp: at },
        );
        if (rating.kind === "unpriced" || theirs?.model.id !== model) return;
        compared++;
        const ours = Number(formatAtto(rating.listCost));
        expect(Math.abs(ours - theirs.total_price)).toBeLessThanOrEqual(1e-9 + theirs.total_price * 1e-9);
      }),
      { numRuns: 5000 },
    );
    expect(compared).toBeGreaterThan(3000);
  });
});

describe("the stored catalogue", () => {
  it("is the installed one, whole", async () => {
    const installed = JSON.parse(readFileSync("node_modules/@pydantic/genai-prices/package.json", "utf8")) as { version: string };
    expect(CATALOGUE_VERSION).toBe(installed.version);
    const listed = readFileSync("node_modules/@pydantic/genai-prices/dist/index.js", "utf8").matchAll(/^ {4}id: "([^"]+)"/gm);
    expect(new Set([...listed].map(([, id]) => id))).toEqual(new Set(CATALOGUE_PROVIDERS.map(({ catalogueId }) => catalogueId)));
    const { rows } = await pool().query(
      "SELECT rates FROM price WHERE provider = 'openai' AND model = 'gpt-4o' AND service_tier = 'default'",
    );
    expect(rows).toMatchObject([{ rates: { rates: { input: "2.5", output: "10", cache_read: "1.25" } } }]);
  });

  it("holds only decimals of at most 12 digits, none negative", async () => {
    const { rows } = await pool().query<{ rates: { rates: Record<string, string> } }>("SELECT rates FROM price");
    for (const { rates } of rows)
      for (const text of Object.values(rates.rates)) expect(atto(text) >= 0n && /^\d+(\.\d{1,12})?$/.test(text), text).toBe(true);
  });
});
