import type { UsageQuantities } from "@/lib/pricing/usage-classes";
import { put, splitOutput } from "./split-tokens";
import type { NormalisedUsage, UsageReader } from "./usage-reader";

/**
 * Anthropic's Messages API, also through Bedrock and Vertex: `input_tokens` leaves out what was read
 * from and written to the cache, `output_tokens` includes thinking. Cache writes without a
 * breakdown are five-minute ones.
 */
export function readAnthropic(usage: UsageReader): NormalisedUsage {
  const before = usage.errors.length;
  const input = usage.count("input_tokens");
  const read = usage.count("cache_read_input_tokens");
  const creation = usage.inner("cache_creation");
  const write1h = creation.count("ephemeral_1h_input_tokens");
  const write5m = creation.count("ephemeral_5m_input_tokens");
  const written = usage.has("cache_creation_input_tokens") ? usage.count("cache_creation_input_tokens") : write5m + write1h;
  const output = usage.count("output_tokens");
  const details = usage.inner("output_tokens_details");
  const thinking = details.count("thinking_tokens");
  const searches = usage.inner("server_tool_use").count("web_search_requests");
  const quantities: UsageQuantities = {};
  const fits =
    usage.errors.length === before &&
    creation.within(
      "",
      write5m + write1h,
      `cache write tokens (${write5m} for 5 minutes + ${write1h} for 1 hour)`,
      written,
      "cache_creation_input_tokens",
    ) &&
    details.within("thinking_tokens", thinking, "thinking tokens", output, "output tokens");
  if (fits) {
    put(quantities, "input_uncached", input);
    put(quantities, "cache_read", read);
    put(quantities, "cache_write_5m", written - write1h);
    put(quantities, "cache_write_1h", write1h);
    splitOutput(output, thinking, 0, 0, quantities);
    put(quantities, "web_searches", searches);
  }
  // Fast mode has prices of its own, and the tier beside it stays "standard".
  const serviceTier = usage.text("speed") === "fast" ? "fast" : usage.text("service_tier");
  return { quantities, serviceTier };
}
