import type { UsageQuantities } from "@/lib/pricing/usage-classes";
import { put, splitInput, splitOutput } from "./split-tokens";
import type { NormalisedUsage, UsageReader } from "./usage-reader";

/** The members of our own usage object. */
export const OWN_NAMES = [
  "input_tokens",
  "output_tokens",
  "cache_read_tokens",
  "cache_write_tokens",
  "cache_write_1h_tokens",
  "reasoning_tokens",
  "input_audio_tokens",
  "output_audio_tokens",
  "images",
  "seconds",
  "characters",
  "web_searches",
] as const;

/**
 * Images with their size and quality, where those are named: ours, and what OpenAI's images API was asked for (`n`,
 * which beside tokens would be the number of a chat's choices).
 */
function readImages(usage: UsageReader, into: UsageQuantities): void {
  const name = OWN_NAMES.some((known) => usage.has(known)) ? "images" : "n";
  const images = usage.count(name);
  if (images === 0) return;
  into.images = images;
  const size = usage.word("size");
  const quality = usage.word("quality");
  if (size !== undefined) into.image_size = size;
  if (quality !== undefined) into.image_quality = quality;
}

/**
 * Our own, normalised usage: `input_tokens` includes cached, written and audio tokens,
 * `output_tokens` includes reasoning and audio, `cache_write_tokens` includes the one-hour part.
 */
export function readOwn(usage: UsageReader): NormalisedUsage {
  const before = usage.errors.length;
  const input = usage.count("input_tokens");
  const read = usage.count("cache_read_tokens");
  const write1h = usage.count("cache_write_1h_tokens");
  const written = usage.has("cache_write_tokens") ? usage.count("cache_write_tokens") : write1h;
  const audio = usage.count("input_audio_tokens");
  const output = usage.count("output_tokens");
  const reasoning = usage.count("reasoning_tokens");
  const outputAudio = usage.count("output_audio_tokens");
  const quantities: UsageQuantities = {};
  readImages(usage, quantities);
  put(quantities, "seconds", usage.quantity("seconds"));
  put(quantities, "characters", usage.count("characters"));
  put(quantities, "web_searches", usage.count("web_searches"));
  const fits =
    usage.errors.length === before &&
    usage.within("cache_read_tokens", read, "cached tokens", input, "input tokens (input_tokens includes cached ones)") &&
    usage.within(
      "cache_write_1h_tokens",
      write1h,
      "one-hour cache write tokens",
      written,
      "cache write tokens (cache_write_tokens includes them)",
    ) &&
    usage.within(
      "cache_write_tokens",
      read + written,
      `cached tokens (${read} read + ${written} written)`,
      input,
      "input tokens (input_tokens includes them)",
    ) &&
    usage.within(
      "input_audio_tokens",
      audio + written,
      `audio and cache write tokens (${audio} + ${written})`,
      input,
      "input tokens (input_tokens includes them)",
    ) &&
    usage.within("reasoning_tokens", reasoning, "reasoning tokens", output, "output tokens (output_tokens includes reasoning)") &&
    usage.within(
      "output_audio_tokens",
      reasoning + outputAudio,
      `reasoning and audio tokens (${reasoning} + ${outputAudio})`,
      output,
      "output tokens (output_tokens includes them)",
    );
  if (fits) {
    splitInput(
      { total: input, cached: read, cachedAudio: null, write5m: written - write1h, write1h, audio, image: 0 },
      quantities,
    );
    splitOutput(output, reasoning, outputAudio, 0, quantities);
  }
  return { quantities, serviceTier: usage.text("service_tier") };
}
