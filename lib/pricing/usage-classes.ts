/**
 * Disjoint classes of usage: no unit of usage is in two of them, so costs add up and totals
 * are derived. Text tokens unless the name says otherwise.
 */
export const USAGE_CLASSES = [
  "input_uncached",
  "cache_read",
  "cache_write_5m",
  "cache_write_1h",
  "output_visible",
  "output_reasoning",
  "input_audio",
  "cache_read_audio",
  "cache_read_image",
  "output_audio",
  "input_image",
  "output_image",
  "input_video",
  "images",
  "seconds",
  "characters",
  "web_searches",
] as const;

export type UsageClass = (typeof USAGE_CLASSES)[number];

/** How `images` were asked for, in the provider's words and lower case, where a price depends on it; absent = not said. */
export interface ImageOptions {
  image_size?: string;
  image_quality?: string;
}

/**
 * Quantities by class; absent means none. Counts are non-negative safe integers; only
 * `seconds` may be fractional (it keeps the digits it was sent with).
 */
export type UsageQuantities = Partial<Record<UsageClass, number>> & ImageOptions;

export interface TokenTotals {
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  reasoningTokens: number;
}

/** Totals as reports show them: input includes cached, output includes reasoning. */
export function tokenTotals(usage: UsageQuantities): TokenTotals {
  const cacheReadTokens = (usage.cache_read ?? 0) + (usage.cache_read_audio ?? 0) + (usage.cache_read_image ?? 0);
  const cacheWriteTokens = (usage.cache_write_5m ?? 0) + (usage.cache_write_1h ?? 0);
  const reasoningTokens = usage.output_reasoning ?? 0;
  return {
    inputTokens:
      (usage.input_uncached ?? 0) +
      cacheReadTokens +
      cacheWriteTokens +
      (usage.input_audio ?? 0) +
      (usage.input_image ?? 0) +
      (usage.input_video ?? 0),
    outputTokens: (usage.output_visible ?? 0) + reasoningTokens + (usage.output_audio ?? 0) + (usage.output_image ?? 0),
    cacheReadTokens,
    cacheWriteTokens,
    reasoningTokens,
  };
}
