import type { UsageQuantities } from "@/lib/pricing/usage-classes";
import { isJsonObject } from "../json-object";
import { put, splitInput, splitOutput } from "./split-tokens";
import { type NormalisedUsage, UsageReader } from "./usage-reader";

/**
 * Bedrock Converse (and InvokeModel of Nova, which adds "Count" to the names): what was read from
 * and written to the cache is outside `inputTokens`. `cacheDetails` splits the writes by lifetime.
 */
export function readConverse(usage: UsageReader): NormalisedUsage {
  const before = usage.errors.length;
  const input = usage.count("inputTokens");
  const output = usage.count("outputTokens");
  const read = usage.firstCount("cacheReadInputTokens", "cacheReadInputTokenCount");
  const written = usage.firstCount("cacheWriteInputTokens", "cacheWriteInputTokenCount");
  const write1h = readOneHourWrites(usage);
  const quantities: UsageQuantities = {};
  if (
    usage.errors.length === before &&
    usage.within("cacheDetails", write1h, "tokens written for 1 hour", written, "cacheWriteInputTokens")
  ) {
    put(quantities, "input_uncached", input);
    put(quantities, "cache_read", read);
    put(quantities, "cache_write_5m", written - write1h);
    put(quantities, "cache_write_1h", write1h);
    put(quantities, "output_visible", output);
  }
  return { quantities };
}

function readOneHourWrites(usage: UsageReader): number {
  const details = usage.object.cacheDetails;
  if (!Array.isArray(details)) return 0;
  let sum = 0;
  details.slice(0, 16).forEach((item: unknown, index) => {
    if (isJsonObject(item) && item.ttl === "1h") {
      sum += new UsageReader(item, `${usage.pointer}/cacheDetails/${index}`, usage.errors).count("inputTokens");
    }
  });
  return sum;
}

/** The usage of Vercel's AI SDK, all versions: cached tokens inside the input, reasoning inside the output. */
export function readAiSdk(usage: UsageReader): NormalisedUsage {
  const before = usage.errors.length;
  const input = usage.firstCount("inputTokens", "promptTokens");
  const output = usage.firstCount("outputTokens", "completionTokens");
  const inputDetails = usage.inner("inputTokenDetails");
  const outputDetails = usage.inner("outputTokenDetails");
  const cached = usage.has("cachedInputTokens") ? usage.count("cachedInputTokens") : inputDetails.count("cacheReadTokens");
  const written = inputDetails.count("cacheWriteTokens");
  const reasoning = usage.has("reasoningTokens") ? usage.count("reasoningTokens") : outputDetails.count("reasoningTokens");
  const quantities: UsageQuantities = {};
  const fits =
    usage.errors.length === before &&
    usage.within("cachedInputTokens", cached, "cached tokens", input, "input tokens") &&
    inputDetails.within(
      "cacheWriteTokens",
      cached + written,
      `cached tokens (${cached} read + ${written} written)`,
      input,
      "input tokens",
    ) &&
    usage.within("reasoningTokens", reasoning, "reasoning tokens", output, "output tokens");
  if (fits) {
    splitInput({ total: input, cached, cachedAudio: null, write5m: written, write1h: 0, audio: 0, image: 0 }, quantities);
    splitOutput(output, reasoning, 0, 0, quantities);
  }
  return { quantities };
}
