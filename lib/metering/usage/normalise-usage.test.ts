import { describe, expect, it } from "vitest";
import { formatAtto } from "@/lib/platform/decimal";
import type { FieldError } from "@/lib/platform/errors";
import { tokenTotals } from "@/lib/pricing/usage-classes";
import { normaliseUsage } from "./normalise-usage";
import type { NormalisedUsage } from "./usage-reader";

function read(usage: Record<string, unknown>, provider: string | null = null, model = "m"): NormalisedUsage {
  const errors: FieldError[] = [];
  const normalised = normaliseUsage(usage, { provider, model }, errors);
  expect(errors).toEqual([]);
  return normalised;
}

function classes(usage: Record<string, unknown>, provider: string | null = null) {
  return read(usage, provider).quantities;
}

function faults(usage: Record<string, unknown>, provider: string | null = null): string[] {
  const errors: FieldError[] = [];
  normaliseUsage(usage, { provider, model: "m" }, errors);
  return errors.map((error) => `${error.pointer}: ${error.detail}`);
}

describe("OpenAI chat completions", () => {
  it("takes cached and written tokens out of the prompt, reasoning out of the completion", () => {
    const usage = {
      prompt_tokens: 2006,
      completion_tokens: 300,
      total_tokens: 2306,
      prompt_tokens_details: { cached_tokens: 1920, cache_write_tokens: 50, audio_tokens: 0 },
      completion_tokens_details: {
        reasoning_tokens: 64,
        audio_tokens: 0,
        accepted_prediction_tokens: 0,
        rejected_prediction_tokens: 20,
      },
      service_tier: "priority",
    };
    // 2006 - 1920 - 50 = 36; 300 - 64 = 236 (rejected predictions are billed as output).
    expect(classes(usage)).toEqual({
      input_uncached: 36,
      cache_read: 1920,
      cache_write_5m: 50,
      output_visible: 236,
      output_reasoning: 64,
    });
    expect(read(usage).serviceTier).toBe("priority");
    const totals = tokenTotals(classes(usage));
    expect(totals.inputTokens + totals.outputTokens).toBe(2306);
  });

  it("counts cached tokens as text first, then as audio", () => {
    // text = 1000 - 600 audio = 400; 500 cached: 400 text + 100 audio; 500 audio stay uncached.
    const usage = {
      prompt_tokens: 1000,
      completion_tokens: 50,
      prompt_tokens_details: { cached_tokens: 500, audio_tokens: 600 },
      completion_tokens_details: { audio_tokens: 40 },
    };
    expect(classes(usage)).toEqual({
      cache_read: 400,
      cache_read_audio: 100,
      input_audio: 500,
      output_visible: 10,
      output_audio: 40,
    });
  });

  it("believes the breakdown of cached tokens", () => {
    // 1000 = 300 text + 600 audio + 100 images; of 500 cached 450 audio, 50 text.
    const usage = {
      prompt_tokens: 1000,
      completion_tokens: 0,
      prompt_tokens_details: {
        cached_tokens: 500,
        audio_tokens: 600,
        image_tokens: 100,
        text_tokens: 300,
        cached_tokens_details: { text_tokens: 50, audio_tokens: 450 },
      },
    };
    expect(classes(usage)).toEqual({
      input_uncached: 250,
      cache_read: 50,
      cache_read_audio: 450,
      input_audio: 150,
      input_image: 100,
    });
  });

  it("reads embeddings, which have a prompt alone", () => {
    expect(classes({ prompt_tokens: 8, total_tokens: 8 })).toEqual({ input_uncached: 8 });
  });

  it.each([
    [
      { prompt_tokens: 500, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 900 } },
      "/usage/prompt_tokens_details/cached_tokens: 900 cached tokens exceed 500 prompt tokens",
    ],
    [
      { prompt_tokens: 500, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 300, cache_write_tokens: 201 } },
      "/usage/prompt_tokens_details/cache_write_tokens: 501 cached tokens (300 read + 201 written) exceed 500 prompt tokens",
    ],
    [
      { prompt_tokens: 5, completion_tokens: 10, completion_tokens_details: { reasoning_tokens: 11 } },
      "/usage/completion_tokens_details/reasoning_tokens: 11 reasoning tokens exceed 10 completion tokens",
    ],
    [
      { prompt_tokens: 80, completion_tokens: 30, total_tokens: 100 },
      "/usage/total_tokens: a total of 100 is less than 80 prompt tokens + 30 completion tokens",
    ],
    [{ prompt_tokens: "80" }, "/usage/prompt_tokens: must be a whole number from 0 to 1,000,000,000,000"],
    [{ prompt_tokens: 1.5 }, "/usage/prompt_tokens: must be a whole number from 0 to 1,000,000,000,000"],
    [{ prompt_tokens: 5, prompt_tokens_details: [] }, "/usage/prompt_tokens_details: must be an object"],
  ])("refuses %j with the arithmetic", (usage, fault) => {
    expect(faults(usage)).toEqual([fault]);
  });
});

describe("Anthropic", () => {
  const usage = {
    input_tokens: 2095,
    cache_creation_input_tokens: 2051,
    cache_read_input_tokens: 18000,
    cache_creation: { ephemeral_5m_input_tokens: 1051, ephemeral_1h_input_tokens: 1000 },
    output_tokens: 503,
  };

  it("adds what was read from and written to the cache to the input", () => {
    expect(classes(usage)).toEqual({
      input_uncached: 2095,
      cache_read: 18000,
      cache_write_5m: 1051,
      cache_write_1h: 1000,
      output_visible: 503,
    });
    // 2095 + 18000 + 1051 + 1000 = 22146
    expect(tokenTotals(classes(usage)).inputTokens).toBe(22146);
  });

  it("takes cache writes without a breakdown for five-minute ones", () => {
    expect(classes({ input_tokens: 10, cache_creation_input_tokens: 100, cache_read_input_tokens: 0, output_tokens: 1 })).toEqual(
      {
        input_uncached: 10,
        cache_write_5m: 100,
        output_visible: 1,
      },
    );
  });

  it("takes thinking out of the output, and reads searches and the tier", () => {
    const normalised = read({
      ...usage,
      output_tokens_details: { thinking_tokens: 400 },
      server_tool_use: { web_search_requests: 3, web_fetch_requests: 1 },
      service_tier: "batch",
      inference_geo: "us",
      iterations: [{ input_tokens: 1 }],
    });
    // 503 - 400 = 103
    expect(normalised.quantities).toMatchObject({ output_visible: 103, output_reasoning: 400, web_searches: 3 });
    expect(normalised.serviceTier).toBe("batch");
  });

  it("refuses a breakdown that exceeds what was written", () => {
    expect(faults({ ...usage, cache_creation_input_tokens: 2000 })).toEqual([
      "/usage/cache_creation: 2051 cache write tokens (1051 for 5 minutes + 1000 for 1 hour) exceed 2000 cache_creation_input_tokens",
    ]);
  });
});

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
});
