import { atto, formatAtto, multiplyAtto } from "@/lib/platform/decimal";
import type { CatalogueModel } from "./catalogue";
import { normaliseRate, type PriceTerms, type RateKey, type RateTexts, scaleTerms } from "./terms";

/**
 * What the catalogue does not hold, from the providers' public price pages as of the end of
 * 2025: prices of service tiers, and a few facts about models. Only what the pages say; a tier
 * that is not here is unpriced (docs/decisions/0006). Raise the revision with every change.
 */
export const OVERLAY_REVISION = 3;

/** One tier of one provider at a share of the default tier's rates. */
interface TierShare {
  provider: string;
  tier: string;
  models: RegExp;
  share: string;
  /** Rates that the discount does not touch. */
  unchanged: readonly RateKey[];
  /** Rates that the tier does not have: such usage bills as input. */
  without?: readonly RateKey[];
}

/** Fees for tools and calls are the same in every tier. */
const FEES: readonly RateKey[] = ["web_searches", "requests"];
const CACHE: readonly RateKey[] = ["cache_read", "cache_write_5m", "cache_write_1h"];
const ANY = /^/;
/** Models of the time before caching was discounted in the Batch API: the page shows no cached price. */
const OPENAI_UNCACHED_BATCH = /^(?:gpt-3|gpt-4|chatgpt|o[134](?:-|$))/;

const SHARES: readonly TierShare[] = [
  // openai.com/api/pricing, Batch: half of input, output and, from gpt-5 on, cached input.
  { provider: "openai", tier: "batch", models: OPENAI_UNCACHED_BATCH, share: "0.5", unchanged: FEES, without: ["cache_read"] },
  { provider: "openai", tier: "batch", models: ANY, share: "0.5", unchanged: FEES },
  // openai.com/api/pricing, Flex.
  {
    provider: "openai",
    tier: "flex",
    models: /^(?:o3|o4-mini|gpt-5|gpt-5-mini|gpt-5-nano|gpt-5\.1|gpt-5\.2)$/,
    share: "0.5",
    unchanged: FEES,
  },
  // Azure OpenAI, global batch.
  {
    provider: "azure.ai.openai",
    tier: "batch",
    models: /^(?:o\d|text-embedding|ada)/,
    share: "0.5",
    unchanged: FEES,
    without: ["cache_read"],
  },
  // docs.anthropic.com, Message Batches: half of everything, on top of the cache multipliers.
  { provider: "anthropic", tier: "batch", models: ANY, share: "0.5", unchanged: FEES },
  // ai.google.dev/pricing, Batch: half of input and output; cached tokens cost the same.
  {
    provider: "gcp.gemini",
    tier: "batch",
    models: /^gemini-/,
    share: "0.5",
    unchanged: [...FEES, "cache_read", "cache_read_audio"],
  },
  { provider: "gcp.gemini", tier: "batch", models: /^claude-/, share: "0.5", unchanged: FEES },
  // aws.amazon.com/bedrock/pricing, batch inference: half; prompt caching is not offered there.
  {
    provider: "aws.bedrock",
    tier: "batch",
    models: /(?:anthropic|meta|mistral|amazon)\./,
    share: "0.5",
    unchanged: FEES,
    without: CACHE,
  },
  // docs.mistral.ai, batch inference: half.
  { provider: "mistral_ai", tier: "batch", models: ANY, share: "0.5", unchanged: FEES },
  // console.groq.com/docs: batch is half, flex costs what on-demand does.
  { provider: "groq", tier: "batch", models: ANY, share: "0.5", unchanged: FEES },
  { provider: "groq", tier: "flex", models: ANY, share: "1", unchanged: FEES },
];

/** openai.com/api/pricing, Priority: [input, cached input, output], USD per million tokens. */
const OPENAI_PRIORITY: Record<string, readonly [string, string | null, string]> = {
  "gpt-5.2": ["3.5", "0.35", "28"],
  "gpt-5.1": ["2.5", "0.25", "20"],
  "gpt-5": ["2.5", "0.25", "20"],
  "gpt-5-mini": ["0.45", "0.045", "3.6"],
  "gpt-4.1": ["3.5", "0.875", "14"],
  "gpt-4.1-mini": ["0.7", "0.175", "2.8"],
  "gpt-4.1-nano": ["0.2", "0.05", "0.8"],
  "gpt-4o": ["4.25", "2.125", "17"],
  "gpt-4o-2024-05-13": ["8.75", null, "26.25"],
  "gpt-4o-mini": ["0.25", "0.125", "1"],
  o3: ["3.5", "0.875", "14"],
  "o4-mini": ["2", "0.5", "8"],
};

function share(text: string, factor: string): string {
  return normaliseRate(formatAtto(multiplyAtto(atto(text), atto(factor)))) ?? text;
}

function without(rates: RateTexts, keys: readonly RateKey[]): RateTexts {
  return Object.fromEntries(Object.entries(rates).filter(([key]) => !keys.includes(key as RateKey)));
}

function sharedTerms(terms: PriceTerms, rule: TierShare): PriceTerms {
  const dropped = rule.without ?? [];
  const kept: PriceTerms = {
    ...terms,
    rates: without(terms.rates, dropped),
    ...(terms.context_tiers
      ? { context_tiers: terms.context_tiers.map((tier) => ({ ...tier, rates: without(tier.rates, dropped) })) }
      : {}),
  };
  return scaleTerms(kept, (text, key) => (rule.unchanged.includes(key) ? text : share(text, rule.share)));
}

/** The histories of a model's other service tiers; empty where none is known. */
export function tierHistories(model: CatalogueModel): { tier: string; history: CatalogueModel["history"] }[] {
  const tiers = new Map<string, CatalogueModel["history"]>();
  const name = model.model.toLowerCase();
  for (const rule of SHARES) {
    if (rule.provider !== model.provider || tiers.has(rule.tier) || !rule.models.test(name)) continue;
    if (model.history.every(({ terms }) => Object.keys(terms.rates).length === 0)) continue;
    tiers.set(
      rule.tier,
      model.history.map(({ fromMs, terms }) => ({ fromMs, terms: sharedTerms(terms, rule) })),
    );
  }
  const priority = model.provider === "openai" ? OPENAI_PRIORITY[name] : undefined;
  const last = model.history.at(-1);
  if (priority && last) {
    const [input, cached, output] = priority;
    const fees = Object.fromEntries(Object.entries(last.terms.rates).filter(([key]) => FEES.includes(key as RateKey)));
    const rates = { ...fees, input, output, ...(cached === null ? {} : { cache_read: cached }) };
    tiers.set("priority", [{ fromMs: last.fromMs, terms: { rates } }]);
  }
  return [...tiers].map(([tier, history]) => ({ tier, history }));
}

function withRates(model: CatalogueModel, change: (rates: RateTexts) => RateTexts): CatalogueModel {
  return {
    ...model,
    history: model.history.map(({ fromMs, terms }) => ({
      fromMs,
      terms: {
        ...terms,
        rates: change(terms.rates),
        ...(terms.context_tiers
          ? { context_tiers: terms.context_tiers.map((tier) => ({ ...tier, rates: change(tier.rates) })) }
          : {}),
      },
    })),
  };
}

/** ai.google.dev/pricing: "Input price (text / image / video)" is one price; an image model takes no video. */
function geminiMedia(rates: RateTexts, takesVideo: boolean): RateTexts {
  const { input } = rates;
  if (input === undefined) return rates;
  return { input_image: input, ...(takesVideo ? { input_video: input } : {}), ...rates };
}

const MODERATION = ["omni-moderation-latest", "omni-moderation-2024-09-26", "text-moderation-latest", "text-moderation-stable"];
/** console.groq.com/docs/speech-to-text: requests are billed as 10 seconds at least. */
const GROQ_MINIMUM_SECONDS = 10;

/** A catalogue model with the facts that the catalogue leaves out. */
export function amend(model: CatalogueModel): CatalogueModel {
  const name = model.model.toLowerCase();
  if (model.provider === "gcp.gemini" && /^gemini-/.test(name) && !/live|tts|omni|embedding/.test(name))
    return withRates(model, (rates) => geminiMedia(rates, !name.includes("image")));
  // openai.com/api/pricing, image generation: these models give out nothing but images, and the one output price is theirs.
  if (model.provider === "openai" && /^gpt-image-(?:1|1-mini|2)$/.test(name))
    return withRates(model, (rates) => (rates.output === undefined ? rates : { output_image: rates.output, ...rates }));
  // platform.openai.com/docs/guides/moderation: free of charge.
  if (model.provider === "openai" && name === "moderation")
    return withRates({ ...model, aliases: [...model.aliases, ...MODERATION] }, () => ({ input: "0" }));
  if (model.provider === "groq" && name.startsWith("whisper-"))
    return {
      ...model,
      history: model.history.map(({ fromMs, terms }) => ({ fromMs, terms: { ...terms, minimum_seconds: GROQ_MINIMUM_SECONDS } })),
    };
  return model;
}
