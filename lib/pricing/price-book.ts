import type { Atto } from "@/lib/platform/decimal";
import { type BookModel, type Found, ModelFinder } from "./model-finder";
import { canonicalProvider, isKnownProvider, priceLists } from "./providers";
import { type PreparedPrice, preparePrice, type RatedUsage, rateUsage } from "./rate-usage";
import type { Rating, RatingQuestion, UnpricedRating } from "./rating";
import { canonicalTier, DEFAULT_TIER } from "./service-tiers";
import type { PriceTerms } from "./terms";

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
  /** "" = any, as for model, tenant and service tier. */
  provider: string;
  model: string;
  tenant: string;
  serviceTier: string;
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
  custom: boolean;
  /** Newest first. */
  tiers: Map<string, Segment[]>;
}

interface Candidate extends Found<Entry> {
  /** Those that may apply, the most specific first. */
  overrides: readonly BookOverride[];
}

/**
 * The models a name may mean: one of the catalogue, or before it those that admins added under
 * the same name, which count where they have a price.
 */
type Match =
  | { found: true; host: string; first: Candidate; others: readonly Candidate[] }
  | { found: false; unpriced: UnpricedRating };

/** Names come from outside: the cache of answers may not grow without end. */
const CACHE_LIMIT = 50_000;
/** What events are recorded under whose provider could not be told. */
const UNKNOWN_PROVIDER = "unknown";

/** All prices of one moment, in memory and immutable: what changes makes a new book. */
export class PriceBook {
  private readonly finder: ModelFinder<Entry>;
  private readonly overrides: readonly BookOverride[];
  private readonly cache = new Map<string, Map<string, Match>>();
  private cached = 0;

  constructor(models: readonly BookModel[], prices: readonly BookPrice[], overrides: readonly BookOverride[]) {
    const entries = new Map<string, Entry>();
    this.finder = new ModelFinder(models, ({ provider, model, custom }) => {
      const entry: Entry = { provider, model, custom, tiers: new Map() };
      entries.set(`${provider}\n${model}`, entry);
      return entry;
    });
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
    // Whom it was agreed for counts more than what for, and that more than how it is served.
    const weight = ({ tenant, model, provider, serviceTier }: BookOverride) =>
      (tenant ? 8 : 0) + (model ? 4 : 0) + (provider ? 2 : 0) + (serviceTier ? 1 : 0);
    // Ids are made in the order of time, also within a millisecond.
    this.overrides = [...overrides].sort((a, b) => weight(b) - weight(a) || b.createdMs - a.createdMs || (a.id < b.id ? 1 : -1));
  }

  canonicalProvider(name: string): string {
    return canonicalProvider(name);
  }

  /** The only maker that has this model; null where there is none or more than one. */
  inferProvider(model: string): string | null {
    return this.finder.inferProvider(model);
  }

  private match(provider: string, model: string): Match {
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
    const given = canonicalProvider(provider);
    const open = given === "" || (given === UNKNOWN_PROVIDER && !this.finder.hasList(given));
    const host = open ? this.inferProvider(model) : given;
    if (host === null) return this.unmatched("", model, "The event names no provider, and not exactly one maker has this model.");
    const asked = model.trim().toLowerCase();
    const [first, ...others] = this.finder.lookUp(priceLists(host), host, model).map((found) => ({
      ...found,
      overrides: this.overrides.filter(
        (override) =>
          (override.provider === "" || override.provider === host) &&
          (override.model === "" || [found.entry.model.toLowerCase(), asked].includes(override.model.toLowerCase())),
      ),
    }));
    if (first) return { found: true, host, first, others };
    return this.unmatched(
      host,
      model,
      this.finder.hasList(host) || isKnownProvider(host)
        ? `No price is known for the model "${model}" of ${host}.`
        : `The provider "${host}" is not in the price book.`,
    );
  }

  private unmatched(host: string, model: string, reason: string): Match {
    return { found: false, unpriced: { kind: "unpriced", reason, classes: [], suggestion: this.finder.guess(host, model) } };
  }

  /** As the suggestion of a rating, and failing that the nearest name. Slow: for people. */
  suggestion(provider: string, model: string): UnpricedRating["suggestion"] {
    const match = this.match(provider, model);
    return match.found ? null : (match.unpriced.suggestion ?? this.finder.nearest(provider, model));
  }

  /** What a usage costs, exactly, at the prices in force at its own time. Never throws, never guesses $0. */
  rate(question: RatingQuestion): Rating {
    const match = this.match(question.provider, question.model);
    if (!match.found) return match.unpriced;
    const tier = canonicalTier(question.serviceTier);
    const serviceTier = tier ?? DEFAULT_TIER;
    let candidate = match.first;
    let segment = segmentFor(candidate.entry, match.host, serviceTier, question.atMs);
    for (let next = 0; !segment && next < match.others.length; next++) {
      candidate = match.others[next] ?? candidate;
      segment = segmentFor(candidate.entry, match.host, serviceTier, question.atMs);
    }
    const { entry } = candidate;
    if (!segment) return withoutPrice(entry, serviceTier, question.atMs);
    const override = overrideFor(candidate.overrides, serviceTier, question.tenant, question.atMs);
    const rated = rateUsage(prepared(segment, override), question.usage, question.atMs);
    if (rated.missing.length > 0)
      return {
        kind: "unpriced",
        reason: `${entry.provider} ${entry.model} has no price for ${rated.missing.map((name) => named(name, rated)).join(", ")}.`,
        classes: rated.missing,
        suggestion: null,
      };
    return {
      kind: "priced",
      priceId: segment.price.id,
      overrideId: override?.id ?? null,
      provider: entry.provider,
      matchedModel: entry.model,
      exact: candidate.exact && tier !== null,
      serviceTier,
      contextAbove: rated.contextAbove,
      timeWindow: rated.timeWindow,
      image: rated.image,
      listCost: rated.listCost,
      effectiveCost: rated.effectiveCost,
      components: rated.components,
    };
  }

  /** The model of the book that a name means, without regard to time; null where there is none. */
  knownModel(provider: string, model: string): { provider: string; model: string; exact: boolean } | null {
    const match = this.match(provider, model);
    if (!match.found) return null;
    const { entry, exact } = match.first;
    return { provider: entry.provider, model: entry.model, exact };
  }

  /** As knownModel, in whichever list has the name; makers' lists first. */
  anywhere(model: string): { provider: string; model: string; exact: boolean } | null {
    const found = this.finder.anywhere(model);
    return found && { provider: found.entry.provider, model: found.entry.model, exact: found.exact };
  }

  /** The row, and the override on it, by which a usage at this time would be rated. */
  inForce(question: Omit<RatingQuestion, "usage">): { price: BookPrice; override: BookOverride | null } | null {
    const match = this.match(question.provider, question.model);
    const tier = canonicalTier(question.serviceTier) ?? DEFAULT_TIER;
    if (!match.found) return null;
    for (const { entry, overrides } of [match.first, ...match.others]) {
      const segment = segmentFor(entry, match.host, tier, question.atMs);
      if (segment) return { price: segment.price, override: overrideFor(overrides, tier, question.tenant, question.atMs) };
    }
    return null;
  }
}

function overrideFor(overrides: readonly BookOverride[], tier: string, tenant: string, atMs: number): BookOverride | null {
  for (const override of overrides) {
    if (override.tenant !== "" && override.tenant !== tenant) continue;
    if (atMs < override.fromMs || (override.toMs !== null && atMs >= override.toMs)) continue;
    if (override.serviceTier !== "" && override.serviceTier !== tier) continue;
    return override;
  }
  return null;
}

/** A maker's premium tiers are not its resellers': of other lists' tiers, only the batch discount counts. */
function segmentFor(entry: Entry, host: string, tier: string, atMs: number): Segment | null {
  if (host !== entry.provider && tier !== DEFAULT_TIER && tier !== "batch") return null;
  const segments = entry.tiers.get(tier);
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

/** A class without a price, with what its price would depend on. */
function named(usageClass: string, { image }: RatedUsage): string {
  return usageClass === "images" && image ? `images of ${image.size} in quality ${image.quality}` : usageClass;
}

function withoutPrice(entry: Entry, tier: string, atMs: number): UnpricedRating {
  return {
    kind: "unpriced",
    reason:
      tier === DEFAULT_TIER
        ? `${entry.provider} ${entry.model} has no price in force at ${new Date(atMs).toISOString()}.`
        : `${entry.provider} ${entry.model} has no price for the service tier "${tier}".`,
    classes: [],
    suggestion: null,
  };
}
