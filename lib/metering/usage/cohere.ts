import type { UsageQuantities } from "@/lib/pricing/usage-classes";
import { put } from "./split-tokens";
import type { NormalisedUsage, UsageReader } from "./usage-reader";

/**
 * Cohere bills `billed_units`; `tokens` (which include its own preamble) are what was processed and stay in
 * the raw object. A reranking's search units count as searches.
 */
export function readCohere(usage: UsageReader): NormalisedUsage {
  const billed = usage.has("billed_units") ? usage.inner("billed_units") : usage.inner("tokens");
  const quantities: UsageQuantities = {};
  put(quantities, "input_uncached", billed.count("input_tokens"));
  put(quantities, "output_visible", billed.count("output_tokens"));
  put(quantities, "web_searches", billed.count("search_units"));
  if (billed.has("image_tokens")) put(quantities, "input_image", billed.count("image_tokens"));
  else put(quantities, "images", billed.count("images"));
  return { quantities };
}
