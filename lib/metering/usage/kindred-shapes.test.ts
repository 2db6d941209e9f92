import { describe, expect, it } from "vitest";
import { formatAtto } from "@/lib/platform/decimal";
import { classes, faults, read } from "@/tests/read-usage";

describe("our own usage", () => {
  it("has cached, written and audio tokens inside the input, reasoning and audio inside the output", () => {
    const usage = {
      input_tokens: 1000,
      cache_read_tokens: 300,
      cache_write_tokens: 200,
      cache_write_1h_tokens: 50,
      input_audio_tokens: 100,
      output_tokens: 90,
      reasoning_tokens: 40,
      output_audio_tokens: 20,
      images: 2,
      seconds: 1.5,
      characters: 7,
      web_searches: 1,
    };
    // 1000 - 300 - 200 - 100 = 400; 200 - 50 = 150; 90 - 40 - 20 = 30
    expect(classes(usage)).toEqual({
      input_uncached: 400,
      cache_read: 300,
      cache_write_5m: 150,
      cache_write_1h: 50,
      input_audio: 100,
      output_visible: 30,
      output_reasoning: 40,
      output_audio: 20,
      images: 2,
      seconds: 1.5,
      characters: 7,
      web_searches: 1,
    });
  });

  it("names the arithmetic of an impossible sum", () => {
    expect(faults({ input_tokens: 10, cache_read_tokens: 11 })).toEqual([
      "/usage/cache_read_tokens: 11 cached tokens exceed 10 input tokens (input_tokens includes cached ones)",
    ]);
  });
});

describe("Mistral", () => {
  it("has cached tokens beside OpenAI's members and hears audio by the second", () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 20,
      total_tokens: 120,
      num_cached_tokens: 64,
      prompt_audio_seconds: {},
    };
    // 100 - 64 = 36
    expect(classes(usage, "mistral")).toEqual({ input_uncached: 36, cache_read: 64, output_visible: 20 });
    expect(classes({ prompt_tokens: 4, completion_tokens: 106, total_tokens: 635, prompt_audio_seconds: 42 })).toEqual({
      input_uncached: 4,
      output_visible: 106,
      seconds: 42,
    });
    expect(faults({ ...usage, num_cached_tokens: 101 })).toEqual([
      "/usage/num_cached_tokens: 101 cached tokens exceed 100 prompt tokens",
    ]);
  });
});

describe("Cohere", () => {
  it("is charged by its billed units", () => {
    expect(
      classes({ billed_units: { input_tokens: 5, output_tokens: 418 }, tokens: { input_tokens: 71, output_tokens: 418 } }),
    ).toEqual({
      input_uncached: 5,
      output_visible: 418,
    });
  });

  it("counts a reranking's search units, and an embedding's images", () => {
    expect(classes({ billed_units: { search_units: 1 } })).toEqual({ web_searches: 1 });
    expect(classes({ billed_units: { input_tokens: 3, image_tokens: 1000, images: 1 } })).toEqual({
      input_uncached: 3,
      input_image: 1000,
    });
  });

  it("is not read where nothing is counted that has a class", () => {
    expect(faults({ billed_units: { classifications: 3 } })).toEqual([expect.stringMatching(/^\/usage: holds no count/)]);
  });
});

describe("DeepSeek", () => {
  it("splits the prompt into hits and misses", () => {
    const usage = {
      prompt_tokens: 1000,
      completion_tokens: 90,
      total_tokens: 1090,
      prompt_cache_hit_tokens: 704,
      prompt_cache_miss_tokens: 296,
      completion_tokens_details: { reasoning_tokens: 40 },
    };
    // 704 + 296 = 1000; 90 - 40 = 50
    expect(classes(usage, "deepseek")).toEqual({
      input_uncached: 296,
      cache_read: 704,
      output_visible: 50,
      output_reasoning: 40,
    });
    expect(faults({ ...usage, prompt_cache_miss_tokens: 295 })).toEqual([
      "/usage/prompt_cache_hit_tokens: 704 hit + 295 missed tokens are 999, not the 1000 prompt tokens",
    ]);
  });

  it("may carry OpenAI's details instead", () => {
    expect(classes({ prompt_tokens: 10, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 8 } }, "deepseek")).toEqual(
      {
        input_uncached: 2,
        cache_read: 8,
        output_visible: 1,
      },
    );
  });
});

describe("reported costs", () => {
  it("reads xAI's ticks and adds reasoning to the completion", () => {
    const normalised = read(
      {
        prompt_tokens: 32,
        completion_tokens: 9,
        total_tokens: 135,
        prompt_tokens_details: { cached_tokens: 6 },
        completion_tokens_details: { reasoning_tokens: 94 },
        cost_in_usd_ticks: 533_500_000,
      },
      "xai",
    );
    // 32 - 6 = 26; output 9 + 94 = 103, and 32 + 103 = 135; 533,500,000 / 10^10 = 0.05335
    expect(normalised.quantities).toEqual({ input_uncached: 26, cache_read: 6, output_visible: 9, output_reasoning: 94 });
    expect(formatAtto(normalised.reportedCost ?? 0n)).toBe("0.05335");
    expect(normalised.costIsProviders).toBe(true);
  });

  it("believes a total that already includes xAI's reasoning", () => {
    // 686 + 123 = 809: the 112 are part of the 123.
    const usage = {
      prompt_tokens: 686,
      completion_tokens: 123,
      total_tokens: 809,
      completion_tokens_details: { reasoning_tokens: 112 },
    };
    expect(classes(usage, "x_ai")).toEqual({ input_uncached: 686, output_visible: 11, output_reasoning: 112 });
    expect(classes({ ...usage, total_tokens: undefined }, "x_ai")).toEqual({
      input_uncached: 686,
      output_visible: 123,
      output_reasoning: 112,
    });
  });

  it("reads OpenRouter's dollars, and adds the provider's part where the key is the caller's own", () => {
    const usage = {
      prompt_tokens: 194,
      completion_tokens: 2,
      total_tokens: 196,
      prompt_tokens_details: { cached_tokens: 100, cache_write_tokens: 50 },
      completion_tokens_details: { reasoning_tokens: 0 },
      cost: 0.0095,
      is_byok: false,
      cost_details: { upstream_inference_cost: 0.19 },
    };
    const cost = (given: Record<string, unknown>, provider: string | null) => {
      const normalised = read(given, provider);
      return [formatAtto(normalised.reportedCost ?? 0n), normalised.costIsProviders];
    };
    // 194 - 100 - 50 = 44
    expect(classes(usage, "openrouter")).toEqual({ input_uncached: 44, cache_read: 100, cache_write_5m: 50, output_visible: 2 });
    expect(cost(usage, "openrouter")).toEqual(["0.0095", true]);
    // 0.0095 fee + 0.19 of the provider
    expect(cost({ ...usage, is_byok: true }, "openrouter")).toEqual(["0.1995", true]);
    expect(cost(usage, null)).toEqual(["0.0095", true]);
    expect(cost(usage, "openai")).toEqual(["0.0095", false]);
    expect(cost({ prompt_tokens: 1, completion_tokens: 1, cost: { total_cost: 0.006 } }, "perplexity")).toEqual(["0.006", true]);
  });
});
