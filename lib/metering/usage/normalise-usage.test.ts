import fc from "fast-check";
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

describe("OpenAI responses, images and audio", () => {
  it("reads the Responses API", () => {
    const usage = {
      input_tokens: 328,
      input_tokens_details: { cached_tokens: 128, cache_write_tokens: 100 },
      output_tokens: 52,
      output_tokens_details: { reasoning_tokens: 30 },
      total_tokens: 380,
    };
    // 328 - 128 - 100 = 100; 52 - 30 = 22
    expect(classes(usage)).toEqual({
      input_uncached: 100,
      cache_read: 128,
      cache_write_5m: 100,
      output_visible: 22,
      output_reasoning: 30,
    });
  });

  it("reads a GPT image model, with and without details of the output", () => {
    const usage = {
      input_tokens: 50,
      input_tokens_details: { text_tokens: 10, image_tokens: 40 },
      output_tokens: 4160,
      total_tokens: 4210,
    };
    expect(classes(usage)).toEqual({ input_uncached: 10, input_image: 40, output_visible: 4160 });
    // 4160 = 4000 image + 160 text
    expect(classes({ ...usage, output_tokens_details: { image_tokens: 4000, text_tokens: 160 } })).toEqual({
      input_uncached: 10,
      input_image: 40,
      output_visible: 160,
      output_image: 4000,
    });
  });

  it("reads images counted by size and quality, and keeps both in the raw object", () => {
    expect(classes({ images: 2, size: "1024x1024", quality: "hd" }, "openai")).toEqual({ images: 2 });
  });

  it("reads a transcription in tokens, whose details are named in the singular", () => {
    const usage = {
      type: "tokens",
      input_tokens: 14,
      input_token_details: { text_tokens: 4, audio_tokens: 10 },
      output_tokens: 101,
      total_tokens: 115,
    };
    expect(classes(usage)).toEqual({ input_uncached: 4, input_audio: 10, output_visible: 101 });
  });

  it("reads a transcription by duration, and speech by characters", () => {
    expect(classes({ type: "duration", seconds: 9.25 })).toEqual({ seconds: 9.25 });
    expect(classes({ characters: 1200 })).toEqual({ characters: 1200 });
  });
});

describe("Azure OpenAI", () => {
  it("has OpenAI's shape", () => {
    const usage = {
      prompt_tokens: 33,
      completion_tokens: 557,
      total_tokens: 590,
      completion_tokens_details: { reasoning_tokens: 256 },
    };
    // 557 - 256 = 301
    expect(classes(usage, "azure.ai.openai")).toEqual({ input_uncached: 33, output_visible: 301, output_reasoning: 256 });
  });
});

describe("Gemini", () => {
  const usage = {
    promptTokenCount: 1000,
    cachedContentTokenCount: 600,
    candidatesTokenCount: 200,
    thoughtsTokenCount: 150,
    toolUsePromptTokenCount: 40,
    totalTokenCount: 1390,
    promptTokensDetails: [
      { modality: "TEXT", tokenCount: 500 },
      { modality: "AUDIO", tokenCount: 300 },
      { modality: "IMAGE", tokenCount: 120 },
      { modality: "VIDEO", tokenCount: 80 },
    ],
    cacheTokensDetails: [
      { modality: "TEXT", tokenCount: 400 },
      { modality: "AUDIO", tokenCount: 200 },
    ],
    candidatesTokensDetails: [
      { modality: "TEXT", tokenCount: 70 },
      { modality: "IMAGE", tokenCount: 130 },
    ],
    trafficType: "ON_DEMAND",
  };
  // Text 500 - 400 cached + 40 of tools = 140; audio 300 - 200 = 100; output 200 - 130 = 70, thoughts on top.
  const expected = {
    input_uncached: 140,
    cache_read: 400,
    cache_read_audio: 200,
    input_audio: 100,
    input_image: 120,
    input_video: 80,
    output_visible: 70,
    output_image: 130,
    output_reasoning: 150,
  };

  it("has thoughts and tool use outside its counts, cached tokens inside, each by modality", () => {
    expect(classes(usage)).toEqual(expected);
    const totals = tokenTotals(classes(usage));
    expect(totals.inputTokens + totals.outputTokens).toBe(1390);
  });

  it("is read inside its wrapper and in snake case as well", () => {
    expect(classes({ usageMetadata: usage })).toEqual(expected);
    const snake: unknown = JSON.parse(
      JSON.stringify(usage).replace(
        /"([a-z][A-Za-z]+)":/g,
        (_all, name: string) => `"${name.replace(/[A-Z]/g, (l) => `_${l.toLowerCase()}`)}":`,
      ),
    );
    expect(classes({ usage_metadata: snake })).toEqual(expected);
  });

  it("reads a plain answer", () => {
    expect(classes({ promptTokenCount: 200_001, candidatesTokenCount: 10, totalTokenCount: 200_011 })).toEqual({
      input_uncached: 200_001,
      output_visible: 10,
    });
  });

  it("may have no candidates, when all was thought", () => {
    expect(classes({ promptTokenCount: 5, thoughtsTokenCount: 20, totalTokenCount: 25 })).toEqual({
      input_uncached: 5,
      output_reasoning: 20,
    });
  });

  it.each([
    [{ ...usage, cachedContentTokenCount: 1001 }, "/usage/cachedContentTokenCount: 1001 cached tokens exceed 1000 prompt tokens"],
    [{ ...usage, promptTokenCount: 900 }, "/usage/promptTokensDetails: 1000 tokens by modality exceed 900 prompt tokens"],
    [
      { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 12 },
      "/usage/totalTokenCount: a total of 12 is less than 10 prompt + 0 tool use + 5 candidate tokens",
    ],
    [{ promptTokenCount: 10, promptTokensDetails: {} }, "/usage/promptTokensDetails: must be an array of {modality, tokenCount}"],
  ])("refuses impossible sums", (impossible, fault) => {
    expect(faults(impossible)).toEqual([fault]);
  });

  it("leaves its thoughts to the total behind OpenAI's interface", () => {
    // 100 - 10 - 20 = 70 tokens that only the total knows of.
    const usage = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 100 };
    expect(classes(usage, "gemini")).toEqual({ input_uncached: 10, output_visible: 20, output_reasoning: 70 });
    expect(classes(usage, "openai")).toEqual({ input_uncached: 10, output_visible: 20 });
  });
});

describe("Bedrock Converse", () => {
  it("has what the cache read and wrote outside its input", () => {
    const usage = {
      inputTokens: 100,
      outputTokens: 50,
      totalTokens: 1350,
      cacheReadInputTokens: 900,
      cacheWriteInputTokens: 300,
      cacheDetails: [
        { ttl: "5m", inputTokens: 200 },
        { ttl: "1h", inputTokens: 100 },
      ],
    };
    // 300 - 100 = 200 for five minutes; 100 + 900 + 300 + 50 = 1350
    expect(classes(usage)).toEqual({
      input_uncached: 100,
      cache_read: 900,
      cache_write_5m: 200,
      cache_write_1h: 100,
      output_visible: 50,
    });
    const totals = tokenTotals(classes(usage));
    expect(totals.inputTokens + totals.outputTokens).toBe(1350);
  });

  it("reads the names of InvokeModel with Nova, and a plain answer", () => {
    expect(classes({ inputTokens: 5, outputTokens: 6, cacheReadInputTokenCount: 7, cacheWriteInputTokenCount: 0 })).toEqual({
      input_uncached: 5,
      cache_read: 7,
      output_visible: 6,
    });
    expect(classes({ inputTokens: 5, outputTokens: 6, totalTokens: 11 })).toEqual({ input_uncached: 5, output_visible: 6 });
  });

  it("is told from the AI SDK, whose input includes the cache", () => {
    // 100 - 60 = 40; 50 - 20 = 30
    const expected = { input_uncached: 40, cache_read: 60, output_visible: 30, output_reasoning: 20 };
    expect(classes({ inputTokens: 100, outputTokens: 50, cachedInputTokens: 60, reasoningTokens: 20 })).toEqual(expected);
    expect(
      classes({
        inputTokens: 100,
        inputTokenDetails: { cacheReadTokens: 60 },
        outputTokens: 50,
        outputTokenDetails: { reasoningTokens: 20 },
      }),
    ).toEqual(expected);
    expect(classes({ promptTokens: 1, completionTokens: 2 })).toEqual({ input_uncached: 1, output_visible: 2 });
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

describe("every shape", () => {
  const least = fc.nat(100_000);
  const shapes: Record<string, fc.Arbitrary<{ usage: Record<string, unknown>; input: number; output: number }>> = {
    chat: fc.tuple(least, least, least, least, least, least).map(([text, cached, written, audio, visible, reasoning]) => ({
      usage: {
        prompt_tokens: text + cached + written + audio,
        completion_tokens: visible + reasoning,
        total_tokens: text + cached + written + audio + visible + reasoning,
        prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: written, audio_tokens: audio },
        completion_tokens_details: { reasoning_tokens: reasoning },
      },
      input: text + cached + written + audio,
      output: visible + reasoning,
    })),
    anthropic: fc.tuple(least, least, least, least, least).map(([input, read5m, write5m, write1h, output]) => ({
      usage: {
        input_tokens: input,
        cache_read_input_tokens: read5m,
        cache_creation_input_tokens: write5m + write1h,
        cache_creation: { ephemeral_5m_input_tokens: write5m, ephemeral_1h_input_tokens: write1h },
        output_tokens: output,
      },
      input: input + read5m + write5m + write1h,
      output,
    })),
    gemini: fc
      .tuple(least, least, least, least, least, least, least)
      .map(([text, audio, cachedText, cachedAudio, candidates, thoughts, tools]) => ({
        usage: {
          promptTokenCount: text + audio + cachedText + cachedAudio,
          cachedContentTokenCount: cachedText + cachedAudio,
          candidatesTokenCount: candidates,
          thoughtsTokenCount: thoughts,
          toolUsePromptTokenCount: tools,
          totalTokenCount: text + audio + cachedText + cachedAudio + candidates + thoughts + tools,
          promptTokensDetails: [
            { modality: "TEXT", tokenCount: text + cachedText },
            { modality: "AUDIO", tokenCount: audio + cachedAudio },
          ],
          cacheTokensDetails: [
            { modality: "TEXT", tokenCount: cachedText },
            { modality: "AUDIO", tokenCount: cachedAudio },
          ],
        },
        input: text + audio + cachedText + cachedAudio + tools,
        output: candidates + thoughts,
      })),
    converse: fc.tuple(least, least, least, least).map(([input, cacheRead, written, output]) => ({
      usage: {
        inputTokens: input,
        outputTokens: output,
        cacheReadInputTokens: cacheRead,
        cacheWriteInputTokens: written,
        totalTokens: input + output + cacheRead + written,
      },
      input: input + cacheRead + written,
      output,
    })),
    own: fc
      .tuple(least, least, least, least, least, least)
      .map(([uncached, cacheRead, write5m, write1h, visible, reasoning]) => ({
        usage: {
          input_tokens: uncached + cacheRead + write5m + write1h,
          output_tokens: visible + reasoning,
          cache_read_tokens: cacheRead,
          cache_write_tokens: write5m + write1h,
          cache_write_1h_tokens: write1h,
          reasoning_tokens: reasoning,
        },
        input: uncached + cacheRead + write5m + write1h,
        output: visible + reasoning,
      })),
  };

  it.each(Object.entries(shapes))("of %s adds up to the provider's own totals", (_name, shape) => {
    fc.assert(
      fc.property(shape, ({ usage, input, output }) => {
        const quantities = classes(usage);
        const totals = tokenTotals(quantities);
        expect([totals.inputTokens, totals.outputTokens]).toEqual([input, output]);
        expect(Object.values(quantities).every((quantity) => quantity > 0)).toBe(true);
      }),
    );
  });

  it("never splits a quantity below zero, whatever is said of audio, images and the cache", () => {
    const counts = fc.nat(20);
    fc.assert(
      fc.property(
        fc.tuple(counts, counts, counts, counts, counts, fc.option(counts)),
        ([prompt, cached, written, audio, image, cachedAudio]) => {
          const errors: FieldError[] = [];
          const details = {
            cached_tokens: cached,
            cache_write_tokens: written,
            audio_tokens: audio,
            image_tokens: image,
            ...(cachedAudio === null ? {} : { cached_tokens_details: { audio_tokens: cachedAudio } }),
          };
          const { quantities } = normaliseUsage(
            { prompt_tokens: prompt, prompt_tokens_details: details },
            { provider: null, model: "m" },
            errors,
          );
          if (errors.length > 0) return;
          expect(Object.values(quantities).every((quantity) => quantity > 0)).toBe(true);
          expect(tokenTotals(quantities).inputTokens).toBe(prompt);
          expect((quantities.cache_read ?? 0) + (quantities.cache_read_audio ?? 0)).toBe(cached);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
