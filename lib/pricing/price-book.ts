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
  /** Added by an admin; may have prices for a part of the time only. */
  custom: boolean;
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
  custom: boolean;
  /** Newest first. */
  tiers: Map<string, Segment[]>;
}

interface Found {
  entry: Entry;
  /** False where an ending was taken off the name. */
  exact: boolean;
}

interface Candidate extends Found {
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
  private readonly lists = new Map<string, NameIndex<Entry> & { names: Map<string, Entry>; beginnings: Map<string, Entry> }>();
  private readonly overrides: readonly BookOverride[];
  private readonly cache = new Map<string, Map<string, Match>>();
  private cached = 0;
  private readonly inferred = new Map<string, string | null>();

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
    // Ids are made in the order of time, also within a millisecond.
    this.overrides = [...overrides].sort((a, b) => weight(b) - weight(a) || b.createdMs - a.createdMs || (a.id < b.id ? 1 : -1));
  }

  private addModel({ provider, model, custom }: BookModel): Entry {
    const entry: Entry = { provider, model, custom, tiers: new Map() };
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
    const known = this.inferred.get(model);
    if (known !== undefined) return known;
    const makers = FIRST_PARTIES.filter((provider) => {
      const found = this.lookUp([provider], provider, model)[0];
      return found !== undefined && isOwnModel(provider, found.entry.model.toLowerCase());
    });
    const maker = makers.length === 1 ? (makers[0] ?? null) : null;
    if (this.inferred.size >= CACHE_LIMIT) this.inferred.clear();
    this.inferred.set(model, maker);
    return maker;
  }

  /** Which model of the book a name means; literal names count before revisions, the host's list before others'. */
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
    const open = given === "" || (given === UNKNOWN_PROVIDER && !this.lists.has(given));
    const host = open ? this.inferProvider(model) : given;
    if (host === null) return this.unmatched("", model, "The event names no provider, and not exactly one maker has this model.");
    const asked = model.trim().toLowerCase();
    const [first, ...others] = this.lookUp(priceLists(host), host, model).map((found) => ({
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
      this.lists.has(host) || isKnownProvider(host)
        ? `No price is known for the model "${model}" of ${host}.`
        : `The provider "${host}" is not in the price book.`,
    );
  }

  /** Every model that a name means, in order, up to the first of the catalogue. */
  private lookUp(lists: readonly string[], host: string, model: string): Found[] {
    const names = spellings(host, model);
    const found: Found[] = [];
    const add = (entry: Entry, exact: boolean) => {
      if (!found.some((known) => known.entry === entry)) found.push({ entry, exact });
      return !entry.custom;
    };
    const known = lists.flatMap((provider) => this.lists.get(provider) ?? []);
    for (const list of known)
      for (const name of names) {
        const entry = list.names.get(name) ?? list.beginnings.get(name);
        if (entry && add(entry, true)) return found;
      }
    for (const list of known)
      for (const name of names) {
        const match = findName(list, name);
        if (match && add(match.model, match.exact)) return found;
      }
    return found;
  }

  private unmatched(host: string, model: string, reason: string): Match {
    return { found: false, unpriced: { kind: "unpriced", reason, classes: [], suggestion: this.suggest(host, model) } };
  }

  /** A cheap guess at what was meant: the known name that this one lengthens, or another maker's model of this name. */
  private suggest(host: string, model: string): UnpricedRating["suggestion"] {
    const name = model.trim().toLowerCase();
    for (const provider of new Set([...priceLists(host), ...FIRST_PARTIES])) {
      const found = this.lookUp([provider], provider, name)[0];
      if (found) return { provider: found.entry.provider, model: found.entry.model };
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
      exact: candidate.exact && tier !== null,
      serviceTier,
      contextAbove: rated.contextAbove,
      timeWindow: rated.timeWindow,
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
    for (const provider of new Set([...FIRST_PARTIES, ...this.lists.keys()])) {
      const found = this.lookUp([provider], provider, model)[0];
      if (found) return { provider, model: found.entry.model, exact: found.exact };
    }
    return null;
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
    // Absolute rates are agreed for the default tier; the others keep their list price.
    if (override.rates && tier !== DEFAULT_TIER) continue;
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
