import { type Atto, formatAtto, ONE, parseAtto } from "@/lib/platform/decimal";

/**
 * What a price row says. Rates are decimal texts in USD for the unit in RATE_UNITS. A context
 * tier replaces the rates it names for the WHOLE request once its total input tokens are above
 * the mark. A window replaces them while the event's UTC time of day is in [from, to), and may
 * run past midnight.
 */
export interface PriceTerms {
  rates: RateTexts;
  context_tiers?: { above_input_tokens: number; rates: RateTexts }[];
  windows?: { from: string; to: string; rates: RateTexts }[];
  /**
   * USD per image by size and quality, where an image has no price that is the same for all. The
   * first row's size and quality are the provider's defaults: what counts where the usage names none.
   */
  image_rates?: ImageRate[];
  /** Shorter audio is billed as this many seconds. */
  minimum_seconds?: number;
}

export interface ImageRate {
  size: string;
  quality: string;
  rate: string;
}

/** How many units of usage a rate is for: tokens and characters a million, calls a thousand, audio an hour. */
export const RATE_UNITS = {
  input: 1_000_000,
  output: 1_000_000,
  cache_read: 1_000_000,
  cache_write_5m: 1_000_000,
  cache_write_1h: 1_000_000,
  reasoning: 1_000_000,
  input_audio: 1_000_000,
  cache_read_audio: 1_000_000,
  cache_read_image: 1_000_000,
  output_audio: 1_000_000,
  input_image: 1_000_000,
  output_image: 1_000_000,
  input_video: 1_000_000,
  characters: 1_000_000,
  web_searches: 1_000,
  requests: 1_000,
  images: 1,
  audio_hours: 3_600,
} as const;

export type RateKey = keyof typeof RATE_UNITS;
export const RATE_KEYS = Object.keys(RATE_UNITS) as RateKey[];
export type RateTexts = Partial<Record<RateKey, string>>;
export type Rates = Partial<Record<RateKey, Atto>>;

/** Digits a rate may have after the point: a token at 10^-12 USD a million costs one atto-dollar. */
export const RATE_DIGITS = 12;
const STEP = ONE / 10n ** BigInt(RATE_DIGITS);

export function isRateKey(key: string): key is RateKey {
  return Object.hasOwn(RATE_UNITS, key);
}

/** A rate's text as a plain decimal rounded to RATE_DIGITS; null when it is no decimal or negative. */
export function normaliseRate(text: string): string | null {
  const value = parseAtto(text);
  if (value === null || value < 0n) return null;
  return formatAtto(((value + STEP / 2n) / STEP) * STEP);
}

export function parseRates(texts: RateTexts): Rates {
  const rates: Rates = {};
  for (const [key, text] of Object.entries(texts)) {
    const value = parseAtto(text);
    if (isRateKey(key) && value !== null) rates[key] = value;
  }
  return rates;
}

/** Seconds since midnight UTC of "HH:MM" or "HH:MM:SS", with or without a final Z. */
export function timeOfDay(text: string): number {
  const [hours = "0", minutes = "0", seconds = "0"] = text.replace(/Z$/, "").split(":");
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** Text that is equal exactly when the terms are: for ids and comparisons. */
export function canonicalTerms(terms: PriceTerms): string {
  const sorted = (rates: RateTexts) => Object.fromEntries(Object.entries(rates).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify({
    rates: sorted(terms.rates),
    context_tiers: (terms.context_tiers ?? [])
      .toSorted((a, b) => a.above_input_tokens - b.above_input_tokens)
      .map((tier) => ({ above_input_tokens: tier.above_input_tokens, rates: sorted(tier.rates) })),
    windows: (terms.windows ?? []).map((window) => ({ from: window.from, to: window.to, rates: sorted(window.rates) })),
    minimum_seconds: terms.minimum_seconds ?? null,
    // Left out where there are none, so that the ids of all other rows stay what they were.
    ...(terms.image_rates ? { image_rates: terms.image_rates.map(({ size, quality, rate }) => [size, quality, rate]) } : {}),
  });
}

/** Every rate of the terms multiplied by a decimal, such as 0.5 for half price; only `keys` where given. */
export function scaleTerms(terms: PriceTerms, scale: (text: string, key: RateKey) => string): PriceTerms {
  const scaled = (rates: RateTexts) =>
    Object.fromEntries(Object.entries(rates).map(([key, text]) => [key, isRateKey(key) ? scale(text, key) : text]));
  return {
    ...terms,
    rates: scaled(terms.rates),
    ...(terms.context_tiers
      ? { context_tiers: terms.context_tiers.map((tier) => ({ ...tier, rates: scaled(tier.rates) })) }
      : {}),
    ...(terms.windows ? { windows: terms.windows.map((window) => ({ ...window, rates: scaled(window.rates) })) } : {}),
    ...(terms.image_rates ? { image_rates: terms.image_rates.map((row) => ({ ...row, rate: scale(row.rate, "images") })) } : {}),
  };
}
