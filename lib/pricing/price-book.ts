import type { Atto } from "@/lib/platform/decimal";
import { findName, type NameIndex, spellings } from "./model-names";
import { canonicalProvider, FIRST_PARTIES, isKnownProvider, isOwnModel, priceLists } from "./providers";
import { type PreparedPrice, preparePrice, rateUsage } from "./rate-usage";
import type { Rating, RatingQuestion, UnpricedRating } from "./rating";
import { canonicalTier, DEFAULT_TIER } from "./service-tiers";
import { nearestName } from "./suggestion";
import type { PriceTerms } from "./terms";

export interface BookModel {
  provider: string;
  model: string;
  aliases: readonly string[];
  beginnings: readonly string[];
}

export interface BookPrice {
  id: string;
  provider: string;
  model: string;
  serviceTier: string;
  fromMs: number;
  /** Exclusive; null = until further notice. */
  toMs: number | null;
  terms: PriceTerms;
}

export interface BookOverride {
  id: string;
  /** "" = any, as for model and tenant. */
  provider: string;
  model: string;
  tenant: string;
  fromMs: number;
  toMs: number | null;
  rates: PriceTerms | null;
  percentOff: Atto | null;
  createdMs: number;
}

interface Segment {
  price: BookPrice;
  /** By override id; "" = at list. */
  prepared: Map<string, PreparedPrice>;
}

interface Entry {
  provider: string;
  model: string;
  /** Newest first. */
  tiers: Map<string, Segment[]>;
}

export type Match =
  | { found: true; entry: Entry; exact: boolean; host: string; overrides: readonly BookOverride[] }
  | { found: false; unpriced: UnpricedRating };

/** Names come from outside: the cache of answers may not grow without end. */
const CACHE_LIMIT = 50_000;

/** All prices of one moment, in memory and immutable: what changes makes a new book. */
export class PriceBook {
  private readonly lists = new Map<string, NameIndex<Entry> & { names: Map<string, Entry>; beginnings: Map<string, Entry> }>();
  private readonly overrides: readonly BookOverride[];
  private readonly cache = new Map<string, Map<string, Match>>();
  private cached = 0;

  constructor(models: readonly BookModel[], prices: readonly BookPrice[], overrides: readonly BookOverride[]) {
    const entries = new Map<string, Entry>();
    for (const model of models) entries.set(`${model.provider}\n${model.model}`, this.addModel(model));
    for (const model of models) {
      const entry = entries.get(`${model.provider}\n${model.model}`);
      if (entry) this.addNames(model, entry);
    }
    for (const price of prices) {
      const entry = entries.get(`${price.provider}\n${price.model}`);
      if (!entry) continue;
      const segments = entry.tiers.get(price.serviceTier);
      const segment = { price, prepared: new Map() };
      if (segments) segments.push(segment);
      else entry.tiers.set(price.serviceTier, [segment]);
    }
    for (const entry of entries.values())
      for (const segments of entry.tiers.values()) segments.sort((a, b) => b.price.fromMs - a.price.fromMs);
    const weight = (override: BookOverride) => (override.tenant ? 4 : 0) + (override.model ? 2 : 0) + (override.provider ? 1 : 0);
    this.overrides = [...overrides].sort((a, b) => weight(b) - weight(a) || b.createdMs - a.createdMs);
  }

  private addModel({ provider, model }: BookModel): Entry {
    const entry: Entry = { provider, model, tiers: new Map() };
    const list = this.lists.get(provider) ?? { names: new Map(), beginnings: new Map(), idOf: (known: Entry) => known.model };
    this.lists.set(provider, list);
    list.names.set(model.toLowerCase(), entry);
    return entry;
  }

  /** Ids come before every alias, and the earlier model's alias before the later one's. */
  private addNames(model: BookModel, entry: Entry): void {
    const list = this.lists.get(model.provider);
    for (const alias of model.aliases) if (!list?.names.has(alias)) list?.names.set(alias, entry);
    for (const beginning of model.beginnings) if (!list?.beginnings.has(beginning)) list?.beginnings.set(beginning, entry);
  }

  canonicalProvider(name: string): string {
    return canonicalProvider(name);
  }

  /** The only maker that has this model; null where there is none or more than one. */
  inferProvider(model: string): string | null {
    const makers = FIRST_PARTIES.filter((provider) => {
      const entry = this.lookUp([provider], provider, model)?.model;
      return entry !== undefined && isOwnModel(provider, entry.model.toLowerCase());
    });
    return makers.length === 1 ? (makers[0] ?? null) : null;
  }

  /** Which model of the book a name means; literal names count before revisions, the host's list before others'. */
  match(provider: string, model: string): Match {
    let byModel = this.cache.get(provider);
    const known = byModel?.get(model);
    if (known) return known;
    const match = this.findMatch(provider, model);
    if (this.cached >= CACHE_LIMIT) {
      this.cache.clear();
      this.cached = 0;
      byModel = undefined;
    }
    if (!byModel) {
      byModel = new Map();
      this.cache.set(provider, byModel);
    }
    byModel.set(model, match);
    this.cached++;
    return match;
  }

  private findMatch(provider: string, model: string): Match {
    const host = provider.trim() === "" ? this.inferProvider(model) : canonicalProvider(provider);
    if (host === null) return this.unmatched("", model, "The event names no provider, and not exactly one maker has this model.");
    const found = this.lookUp(priceLists(host), host, model);
    if (!found)
      return this.unmatched(
        host,
        model,
        this.lists.has(host) || isKnownProvider(host)
          ? `No price is known for the model "${model}" of ${host}.`
          : `The provider "${host}" is not in the price book.`,
      );
    const entry = found.model;
    const asked = model.trim().toLowerCase();
    const overrides = this.overrides.filter(
      (override) =>
        (override.provider === "" || override.provider === host) &&
        (override.model === "" ||
          override.model.toLowerCase() === entry.model.toLowerCase() ||
          override.model.toLowerCase() === asked),
    );
    return { found: true, entry, exact: found.exact, host, overrides };
  }

  private lookUp(lists: readonly string[], host: string, model: string): { model: Entry; exact: boolean } | null {
    const names = spellings(host, model);
    for (const provider of lists) {
      const list = this.lists.get(provider);
      if (!list) continue;
      for (const name of names) {
        const entry = list.names.get(name) ?? list.beginnings.get(name);
        if (entry) return { model: entry, exact: true };
      }
    }
    for (const provider of lists) {
      const list = this.lists.get(provider);
      if (!list) continue;
      for (const name of names) {
        const match = findName(list, name);
        if (match) return match;
      }
    }
    return null;
  }

  private unmatched(host: string, model: string, reason: string): Match {
    return { found: false, unpriced: { kind: "unpriced", reason, classes: [], suggestion: this.suggest(host, model) } };
  }

  /** A cheap guess at what was meant: the known name that this one lengthens, or another maker's model of this name. */
  private suggest(host: string, model: string): UnpricedRating["suggestion"] {
    const name = model.trim().toLowerCase();
    for (const provider of new Set([...priceLists(host), ...FIRST_PARTIES])) {
      const found = this.lookUp([provider], provider, name);
      if (found) return { provider: found.model.provider, model: found.model.model };
    }
    for (const provider of new Set([...priceLists(host), ...FIRST_PARTIES])) {
      const names = this.lists.get(provider)?.names;
      for (
        let end = name.length;
        end > 0 && names;
        end = Math.max(...[..."-:@/."].map((mark) => name.lastIndexOf(mark, end - 1)))
      ) {
        const entry = names.get(name.slice(0, end));
        if (entry) return { provider: entry.provider, model: entry.model };
      }
    }
    return null;
  }

  /** As the suggestion of a rating, and failing that the name with the fewest different letters. Slow: for people. */
  suggestion(provider: string, model: string): UnpricedRating["suggestion"] {
    const match = this.match(provider, model);
    if (match.found) return null;
    if (match.unpriced.suggestion) return match.unpriced.suggestion;
    const host = canonicalProvider(provider);
    for (const list of [priceLists(host), FIRST_PARTIES]) {
      const candidates = list.flatMap((name) => [...(this.lists.get(name)?.names ?? [])]);
      const entry = nearestName(model.trim().toLowerCase(), candidates);
      if (entry) return { provider: entry.provider, model: entry.model };
    }
    return null;
  }

  /** What a usage costs, exactly, at the prices in force at its own time. Never throws, never guesses $0. */
  rate(question: RatingQuestion): Rating {
    const match = this.match(question.provider, question.model);
    if (!match.found) return match.unpriced;
    const { entry } = match;
    const tier = canonicalTier(question.serviceTier);
    const serviceTier = tier ?? DEFAULT_TIER;
    // A maker's premium tiers are not its resellers': of those, the others' lists tell the batch discount only.
    const resold = match.host !== entry.provider && serviceTier !== DEFAULT_TIER && serviceTier !== "batch";
    const segment = resold ? null : segmentAt(entry.tiers.get(serviceTier), question.atMs);
    if (!segment) return withoutPrice(entry, serviceTier, resold, question);
    const override = this.overrideAt(match.overrides, serviceTier, question);
    const rated = rateUsage(prepared(segment, override), question.usage, question.atMs);
    if (rated.missing.length > 0)
      return {
        kind: "unpriced",
        reason: `${entry.provider} ${entry.model} has no price for ${rated.missing.join(", ")}.`,
        classes: rated.missing,
        suggestion: null,
      };
    return {
      kind: "priced",
      priceId: segment.price.id,
      overrideId: override?.id ?? null,
      provider: entry.provider,
      matchedModel: entry.model,
      exact: match.exact && tier !== null,
      serviceTier,
      contextAbove: rated.contextAbove,
      timeWindow: rated.timeWindow,
      listCost: rated.listCost,
      effectiveCost: rated.effectiveCost,
      components: rated.components,
    };
  }

  private overrideAt(overrides: readonly BookOverride[], tier: string, question: RatingQuestion): BookOverride | null {
    for (const override of overrides) {
      if (override.tenant !== "" && override.tenant !== question.tenant) continue;
      if (question.atMs < override.fromMs || (override.toMs !== null && question.atMs >= override.toMs)) continue;
      // Absolute rates are agreed for the default tier; the others keep their list price.
      if (override.rates && tier !== DEFAULT_TIER) continue;
      return override;
    }
    return null;
  }
}

function segmentAt(segments: readonly Segment[] | undefined, atMs: number): Segment | null {
  if (!segments) return null;
  for (const segment of segments)
    if (atMs >= segment.price.fromMs) return segment.price.toMs === null || atMs < segment.price.toMs ? segment : null;
  return null;
}

function prepared(segment: Segment, override: BookOverride | null): PreparedPrice {
  const key = override?.id ?? "";
  const known = segment.prepared.get(key);
  if (known) return known;
  const adjustment = override && {
    ...(override.rates ? { rates: override.rates } : {}),
    ...(override.percentOff === null ? {} : { percentOff: override.percentOff }),
  };
  const made = preparePrice(segment.price.terms, adjustment);
  segment.prepared.set(key, made);
  return made;
}

function withoutPrice(entry: Entry, tier: string, resold: boolean, question: RatingQuestion): UnpricedRating {
  const other = resold || (tier !== DEFAULT_TIER && !entry.tiers.has(tier));
  return {
    kind: "unpriced",
    reason: other
      ? `${entry.provider} ${entry.model} has no price for the service tier "${tier}".`
      : `${entry.provider} ${entry.model} has no price in force at ${new Date(question.atMs).toISOString()}.`,
    classes: [],
    suggestion: null,
  };
}
