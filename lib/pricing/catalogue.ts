import type { MatchLogic, ModelInfo, ModelPrice, TieredPrices } from "@pydantic/genai-prices";
import { CATALOGUE_PROVIDERS } from "./providers";
import { normaliseRate, type PriceTerms, type RateKey, type RateTexts } from "./terms";

/** Version of the installed @pydantic/genai-prices; a test holds it to the package's own. */
export const CATALOGUE_VERSION = "0.1.8";

export interface CatalogueModel {
  provider: string;
  model: string;
  name: string | null;
  contextWindow: number | null;
  deprecated: boolean;
  /** Other spellings, in lower case. */
  aliases: string[];
  /** Beginnings that the catalogue gives to this model whatever follows, in lower case. */
  beginnings: string[];
  /** Listed by us, not by the catalogue. */
  overlay?: boolean;
  /** Its history, oldest first; the first counts from the beginning of time. */
  history: { fromMs: number; terms: PriceTerms }[];
}

/** The catalogue's price keys and ours. What is not here, no class of usage is measured in. */
const RATE_OF_KEY: Record<string, RateKey> = {
  input_mtok: "input",
  output_mtok: "output",
  cache_read_mtok: "cache_read",
  cache_write_mtok: "cache_write_5m",
  cache_write_1h_mtok: "cache_write_1h",
  output_reasoning_mtok: "reasoning",
  input_audio_mtok: "input_audio",
  cache_audio_read_mtok: "cache_read_audio",
  cache_image_read_mtok: "cache_read_image",
  output_audio_mtok: "output_audio",
  input_image_mtok: "input_image",
  output_image_mtok: "output_image",
  input_video_mtok: "input_video",
  web_searches_kcount: "web_searches",
  requests_kcount: "requests",
  audio_hours: "audio_hours",
  input_audio_hours: "audio_hours",
};

/**
 * The shortest decimal text that names the float, to 12 digits: 0.18000000000000002, the trace
 * of somebody's float arithmetic, is 0.18.
 */
function rateText(value: number): string {
  const text = normaliseRate(String(value));
  if (text === null) throw new RangeError(`the catalogue holds a price that is no decimal: ${value}`);
  return text;
}

function isTiered(value: number | TieredPrices): value is TieredPrices {
  return typeof value === "object";
}

function priceTerms(prices: ModelPrice): PriceTerms {
  const rates: RateTexts = {};
  const tiers = new Map<number, RateTexts>();
  for (const [key, value] of Object.entries(prices)) {
    const rate = RATE_OF_KEY[key];
    if (!rate || value === undefined) continue;
    rates[rate] = rateText(isTiered(value) ? value.base : value);
    if (!isTiered(value)) continue;
    for (const { start, price } of value.tiers) tiers.set(start, { ...tiers.get(start), [rate]: rateText(price) });
  }
  if (tiers.size === 0) return { rates };
  const marks = [...tiers].sort(([a], [b]) => a - b);
  return { rates, context_tiers: marks.map(([mark, at]) => ({ above_input_tokens: mark, rates: at })) };
}

/**
 * Dated entries make a history. A time-of-day entry belongs to the dated entry it follows:
 * peak hours that came with a price change did not exist before it.
 */
function history(prices: ModelInfo["prices"]): CatalogueModel["history"] {
  if (!Array.isArray(prices)) return [{ fromMs: 0, terms: priceTerms(prices) }];
  const entries: CatalogueModel["history"] = [];
  for (const { constraint, prices: entry } of prices) {
    const terms = priceTerms(entry);
    const last = entries.at(-1);
    if (constraint?.type === "time_of_date") {
      if (!last) entries.push({ fromMs: 0, terms });
      else
        last.terms = {
          ...last.terms,
          windows: [
            ...(last.terms.windows ?? []),
            { from: constraint.start_time.replace("Z", ""), to: constraint.end_time.replace("Z", ""), rates: terms.rates },
          ],
        };
      continue;
    }
    const fromMs = constraint && last ? Date.parse(`${constraint.start_date}T00:00:00Z`) : 0;
    entries.push({ fromMs, terms });
  }
  return entries;
}

/** Literal names and beginnings of a match rule. Negations and patterns add no name. */
function literals(match: MatchLogic): { names: string[]; beginnings: string[] } {
  if ("or" in match || "and" in match) {
    const parts = ("or" in match ? match.or : match.and).map(literals);
    return { names: parts.flatMap((part) => part.names), beginnings: parts.flatMap((part) => part.beginnings) };
  }
  if ("equals" in match) return { names: [match.equals.toLowerCase()], beginnings: [] };
  if ("ends_with" in match) return { names: [match.ends_with.toLowerCase()], beginnings: [] };
  const text = "starts_with" in match ? match.starts_with : "contains" in match ? match.contains : null;
  if (text === null) return { names: [], beginnings: [] };
  // A text that stops in the middle of a word or date ("claude-sonnet-4-2025") is no name.
  const whole = text.toLowerCase().replace(/[-@.]$/, "");
  return /-(?:20\d{2}|0)$/.test(whole) ? { names: [], beginnings: [] } : { names: [], beginnings: [whole] };
}

/** Reads the installed catalogue, all of it, without any access to the network. */
export async function readCatalogue(): Promise<CatalogueModel[]> {
  const { findProvider } = await import("@pydantic/genai-prices");
  return CATALOGUE_PROVIDERS.flatMap(({ catalogueId, name: provider }) => {
    const listed = findProvider({ providerId: catalogueId });
    if (!listed || listed.id !== catalogueId) throw new Error(`the catalogue does not list the provider ${catalogueId}`);
    return listed.models.map((model) => {
      const { names, beginnings } = literals(model.match);
      return {
        provider,
        model: model.id,
        name: model.name ?? null,
        contextWindow: model.context_window ?? null,
        deprecated: model.deprecated ?? false,
        aliases: [...new Set(names)].filter((alias) => alias !== model.id.toLowerCase()),
        beginnings: [...new Set(beginnings)],
        history: history(model.prices),
      };
    });
  });
}
