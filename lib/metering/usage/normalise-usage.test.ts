import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FieldError } from "@/lib/platform/errors";
import { tokenTotals } from "@/lib/pricing/usage-classes";
import { classes } from "@/tests/read-usage";
import { normaliseUsage } from "./normalise-usage";

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
            { provider: null },
            errors,
          );
          if (errors.length > 0) return;
          expect(Object.values(quantities).every((quantity) => quantity > 0)).toBe(true);
          expect(tokenTotals(quantities).inputTokens).toBe(prompt);
          const { cache_read = 0, cache_read_audio = 0, cache_read_image = 0 } = quantities;
          expect(cache_read + cache_read_audio + cache_read_image).toBe(cached);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
