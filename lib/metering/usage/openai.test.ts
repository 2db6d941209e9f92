import { describe, expect, it } from "vitest";
import { tokenTotals } from "@/lib/pricing/usage-classes";
import { classes, faults, read } from "@/tests/read-usage";

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

  it("takes the output of a GPT image model for images where it has no details", () => {
    const usage = {
      input_tokens: 50,
      input_tokens_details: { text_tokens: 10, image_tokens: 40 },
      output_tokens: 4160,
      total_tokens: 4210,
    };
    const asked = { input_uncached: 10, input_image: 40 };
    expect(classes(usage, "openai", "gpt-image-1.5")).toEqual({ ...asked, output_image: 4160 });
    expect(
      classes({ ...usage, output_tokens_details: { text_tokens: 160, image_tokens: 4000 } }, "openai", "gpt-image-1.5"),
    ).toEqual({ ...asked, output_visible: 160, output_image: 4000 });
  });

  it("tells text and images read from the cache apart", () => {
    // 100 text of which 60 cached, 400 of images of which 250 cached.
    const details = { text_tokens: 100, image_tokens: 400, cached_tokens: 310 };
    const breakdown = { text_tokens: 60, image_tokens: 250 };
    const usage = { input_tokens: 500, output_tokens: 0 };
    expect(classes({ ...usage, input_tokens_details: { ...details, cached_tokens_details: breakdown } })).toEqual({
      input_uncached: 40,
      cache_read: 60,
      cache_read_image: 250,
      input_image: 150,
    });
    // Without a breakdown text first: 100 text, 210 of images.
    expect(classes({ ...usage, input_tokens_details: details })).toEqual({
      cache_read: 100,
      cache_read_image: 210,
      input_image: 190,
    });
    expect(faults({ ...usage, input_tokens_details: { ...details, cached_tokens_details: { image_tokens: 401 } } })).toEqual([
      "/usage/input_tokens_details/cached_tokens_details~1image_tokens: 401 cached image tokens exceed 400 image tokens",
    ]);
  });

  it("reads images counted by size and quality, and keeps both beside the count", () => {
    const two = { images: 2, image_size: "1024x1024", image_quality: "hd" };
    expect(classes({ images: 2, size: "1024x1024", quality: "hd" }, "openai")).toEqual(two);
    expect(classes({ n: 2, size: " 1024 X 1024", quality: "HD" })).toEqual(two);
    expect(classes({ n: 3, size: "512×512" })).toEqual({ images: 3, image_size: "512x512" });
    expect(classes({ n: 1 })).toEqual({ images: 1 });
    expect(classes({ images: 1, size: null, quality: "" })).toEqual({ images: 1 });
    // Beside tokens, n is a chat's number of choices.
    expect(classes({ input_tokens: 5, n: 2 })).toEqual({ input_uncached: 5 });
  });

  it.each([1024, ["1024x1024"], "as large as it gets"])("refuses the size %j, for it decides the price", (size) => {
    expect(faults({ images: 1, size })).toEqual(["/usage/size: must be a word, such as 1024x1024"]);
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

describe("LangChain", () => {
  it("has every detail inside its counts", () => {
    const usage = {
      input_tokens: 350,
      output_tokens: 240,
      total_tokens: 590,
      input_token_details: { audio: 10, cache_creation: 200, cache_read: 100 },
      output_token_details: { audio: 10, reasoning: 200 },
    };
    // 350 - 10 - 200 - 100 = 40; 240 - 10 - 200 = 30
    const expected = {
      input_uncached: 40,
      cache_read: 100,
      cache_write_5m: 200,
      input_audio: 10,
      output_visible: 30,
      output_reasoning: 200,
      output_audio: 10,
    };
    expect(classes(usage)).toEqual(expected);
    expect(classes({ usage_metadata: usage })).toEqual(expected);
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
