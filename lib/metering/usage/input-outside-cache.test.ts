import { describe, expect, it } from "vitest";
import { tokenTotals } from "@/lib/pricing/usage-classes";
import { classes, faults, read } from "@/tests/read-usage";

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
