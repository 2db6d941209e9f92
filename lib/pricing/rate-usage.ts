import { type Atto, atto, ONE } from "@/lib/platform/decimal";
import type { PricedImage, RatingComponent } from "./rating";
import { type PriceTerms, parseRates, RATE_UNITS, type RateKey, type Rates, timeOfDay } from "./terms";
import { USAGE_CLASSES, type UsageClass, type UsageQuantities } from "./usage-classes";

/**
 * Whose rate a class bills at, first found first. Cache reads without a price of their own are
 * plain input (images read from it bill as any other read before that); so are cache writes, for providers without a write price charge no fee for
 * writing. Reasoning is output. Any other class without a price leaves the event unpriced.
 */
const RATE_OF_CLASS: Record<UsageClass, readonly RateKey[]> = {
  input_uncached: ["input"],
  cache_read: ["cache_read", "input"],
  cache_write_5m: ["cache_write_5m", "input"],
  cache_write_1h: ["cache_write_1h", "input"],
  output_visible: ["output"],
  output_reasoning: ["reasoning", "output"],
  input_audio: ["input_audio"],
  cache_read_audio: ["cache_read_audio", "input_audio"],
  cache_read_image: ["cache_read_image", "cache_read", "input_image", "input"],
  output_audio: ["output_audio"],
  input_image: ["input_image"],
  output_image: ["output_image"],
  input_video: ["input_video"],
  images: ["images"],
  seconds: ["audio_hours"],
  characters: ["characters"],
  web_searches: ["web_searches"],
};

/** Classes whose sum decides the context tier. */
const CONTEXT_CLASSES = [
  "input_uncached",
  "cache_read",
  "cache_write_5m",
  "cache_write_1h",
  "input_audio",
  "cache_read_audio",
  "cache_read_image",
  "input_image",
  "input_video",
] as const;

/** What an override does to list rates: replaces those it names, or takes a share off all of them. */
export interface Adjustment {
  rates?: PriceTerms;
  percentOff?: Atto;
}

interface Unit {
  list: Atto;
  effective: Atto;
  /** Set where the price is for an hour, which a second does not divide evenly. */
  hourly: { list: Atto; effective: Atto } | null;
}

/** By index in USAGE_CLASSES, then the fee a request. */
type UnitTable = (Unit | null)[];
const REQUEST = USAGE_CLASSES.length;
const INDEX_OF_CLASS = Object.fromEntries(USAGE_CLASSES.map((name, index) => [name, index])) as Record<
  UsageClass,
  number | undefined
>;

function indexOf({ usageClass }: RatingComponent): number {
  return usageClass === "requests" ? REQUEST : (INDEX_OF_CLASS[usageClass] ?? REQUEST);
}

/** A price row made ready for rating: a table of unit prices for each window and context tier. */
export interface PreparedPrice {
  marks: readonly number[];
  windows: readonly { from: number; to: number; label: string }[];
  /** tables[window + 1][tier + 1]; index 0 is "outside any". */
  tables: readonly (readonly UnitTable[])[];
  minimumSeconds: number;
  images: PreparedImages | null;
}

/** Unit prices of images by "size quality". */
interface PreparedImages {
  size: string;
  quality: string;
  units: ReadonlyMap<string, Unit>;
}

/** The rates in force inside one window (or none) and above one mark (or none). */
function ratesAt(terms: PriceTerms, window: number, mark: number): Rates {
  const rates = parseRates(terms.rates);
  const inside = terms.windows?.[window];
  if (inside) Object.assign(rates, parseRates(inside.rates));
  const tiers = (terms.context_tiers ?? []).toSorted((a, b) => a.above_input_tokens - b.above_input_tokens);
  for (const tier of tiers) if (tier.above_input_tokens <= mark) Object.assign(rates, parseRates(tier.rates));
  return rates;
}

function rateFor(rates: Rates, usageClass: UsageClass): { key: RateKey; rate: Atto } | null {
  // Where a provider charges for 5-minute writes, an hour costs more: neither input nor that price would be true.
  if (usageClass === "cache_write_1h" && rates.cache_write_1h === undefined && rates.cache_write_5m !== undefined) return null;
  for (const key of RATE_OF_CLASS[usageClass]) {
    const rate = rates[key];
    if (rate !== undefined) return { key, rate };
  }
  return null;
}

function divideRounded(value: bigint, divisor: bigint): bigint {
  return (value + divisor / 2n) / divisor;
}

function unitOf(list: { key: RateKey; rate: Atto } | null, effective: Atto | null, percentOff: Atto): Unit | null {
  if (!list) return null;
  const units = BigInt(RATE_UNITS[list.key]);
  const kept = 100n * ONE - percentOff;
  const reduced = divideRounded((effective ?? list.rate) * kept, 100n * ONE);
  if (list.key === "audio_hours")
    return {
      list: divideRounded(list.rate, units),
      effective: divideRounded(reduced, units),
      hourly: { list: list.rate, effective: reduced },
    };
  return {
    list: divideRounded(list.rate, units),
    effective: divideRounded((effective ?? list.rate) * kept, 100n * ONE * units),
    hourly: null,
  };
}

function tableOf(list: Rates, effective: Rates, percentOff: Atto): UnitTable {
  const table: UnitTable = USAGE_CLASSES.map((usageClass) =>
    unitOf(rateFor(list, usageClass), rateFor(effective, usageClass)?.rate ?? null, percentOff),
  );
  const fee = list.requests;
  table.push(fee === undefined ? null : unitOf({ key: "requests", rate: fee }, effective.requests ?? null, percentOff));
  return table;
}

/** An agreed rate for images is one for all of them, whatever their size and quality. */
function prepareImages(terms: PriceTerms, adjustment: Adjustment | null): PreparedImages | null {
  const [first] = terms.image_rates ?? [];
  if (!first || !terms.image_rates) return null;
  const agreed = parseRates(adjustment?.rates?.rates ?? {}).images ?? null;
  const units = new Map<string, Unit>();
  for (const { size, quality, rate } of terms.image_rates) {
    const unit = unitOf({ key: "images", rate: atto(rate) }, agreed, adjustment?.percentOff ?? 0n);
    if (unit) units.set(`${size} ${quality}`, unit);
  }
  return { size: first.size, quality: first.quality, units };
}

/** Makes a row (and what an override does to it) ready. Unit prices are whole atto-dollars; a reduced one is rounded to that. */
export function preparePrice(terms: PriceTerms, adjustment: Adjustment | null): PreparedPrice {
  const ownMarks = (adjustment?.rates?.context_tiers ?? []).map((tier) => tier.above_input_tokens);
  const marks = [...new Set([...(terms.context_tiers ?? []).map((tier) => tier.above_input_tokens), ...ownMarks])].sort(
    (a, b) => a - b,
  );
  const windows = (terms.windows ?? []).map(({ from, to }) => ({
    from: timeOfDay(from),
    to: timeOfDay(to),
    label: `${from}-${to} UTC`,
  }));
  const tables = [-1, ...windows.keys()].map((window) =>
    [-1, ...marks].map((mark) => {
      const list = ratesAt(terms, window, mark);
      // Priced by size and quality, in prepareImages.
      if (terms.image_rates) delete list.images;
      const effective = adjustment?.rates ? { ...list, ...ratesAt(adjustment.rates, -1, mark) } : list;
      return tableOf(list, effective, adjustment?.percentOff ?? 0n);
    }),
  );
  return { marks, windows, tables, minimumSeconds: terms.minimum_seconds ?? 0, images: prepareImages(terms, adjustment) };
}

export interface RatedUsage {
  listCost: Atto;
  effectiveCost: Atto;
  components: RatingComponent[];
  /** Classes without a price: when there are any, the costs mean nothing. */
  missing: UsageClass[];
  contextAbove: number | null;
  timeWindow: string | null;
  /** The size and quality that images were looked up by, priced or missing. */
  image: PricedImage | null;
}

const DAY_SECONDS = 86_400;

function windowAt(price: PreparedPrice, atMs: number): number {
  const second = (((atMs / 1000) % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS;
  // The later entry wins where two windows overlap.
  for (let index = price.windows.length - 1; index >= 0; index--) {
    const window = price.windows[index];
    if (!window) continue;
    const inside =
      window.from <= window.to ? second >= window.from && second < window.to : second >= window.from || second < window.to;
    if (inside) return index;
  }
  return -1;
}

function tierOf(price: PreparedPrice, usage: UsageQuantities): number {
  let total = 0;
  for (const name of CONTEXT_CLASSES) total += usage[name] ?? 0;
  let tier = -1;
  while (tier + 1 < price.marks.length && total > (price.marks[tier + 1] ?? Number.POSITIVE_INFINITY)) tier++;
  return tier;
}

/** One rounding, at the 18th digit: quantity and hourly price are exact until here. */
function hourlyCost(quantity: number, hourly: Atto): Atto {
  return divideRounded(atto(quantity) * hourly, 3600n * ONE);
}

function component(usageClass: RatingComponent["usageClass"], quantity: number, unit: Unit): RatingComponent {
  if (unit.hourly) {
    const listCost = hourlyCost(quantity, unit.hourly.list);
    const same = unit.hourly.list === unit.hourly.effective;
    const cost = same ? listCost : hourlyCost(quantity, unit.hourly.effective);
    return { usageClass, quantity, listUnitPrice: unit.list, unitPrice: unit.effective, listCost, cost };
  }
  const count = BigInt(quantity);
  const listCost = count * unit.list;
  const cost = unit.list === unit.effective ? listCost : count * unit.effective;
  return { usageClass, quantity, listUnitPrice: unit.list, unitPrice: unit.effective, listCost, cost };
}

/** Costs of a usage at a prepared price, exact; the totals are the sums of the components. */
export function rateUsage(price: PreparedPrice, usage: UsageQuantities, atMs: number): RatedUsage {
  const window = price.windows.length === 0 ? -1 : windowAt(price, atMs);
  const tier = price.marks.length === 0 ? -1 : tierOf(price, usage);
  const table = price.tables[window + 1]?.[tier + 1] ?? [];
  const components: RatingComponent[] = [];
  const missing: UsageClass[] = [];
  let listCost = 0n;
  let effectiveCost = 0n;
  let last = -1;
  let sorted = true;
  let image: PricedImage | null = null;
  // Runs tens of thousands of times a second: only the few classes present are looked at.
  for (const name in usage) {
    const index = INDEX_OF_CLASS[name as UsageClass];
    let quantity = usage[name as UsageClass];
    if (!quantity || index === undefined) continue;
    const usageClass = name as UsageClass;
    let unit = table[index];
    if (usageClass === "images" && price.images) {
      image = { size: usage.image_size ?? price.images.size, quality: usage.image_quality ?? price.images.quality };
      unit = price.images.units.get(`${image.size} ${image.quality}`) ?? null;
    }
    if (!unit) {
      missing.push(usageClass);
      continue;
    }
    if (usageClass === "seconds" && quantity < price.minimumSeconds) quantity = price.minimumSeconds;
    const part = component(usageClass, quantity, unit);
    listCost += part.listCost;
    effectiveCost += part.cost;
    components.push(part);
    sorted &&= index > last;
    last = index;
  }
  if (!sorted) components.sort((a, b) => indexOf(a) - indexOf(b));
  const fee = table[REQUEST];
  if (fee) {
    const part = component("requests", 1, fee);
    listCost += part.listCost;
    effectiveCost += part.cost;
    components.push(part);
  }
  return {
    listCost,
    effectiveCost,
    components,
    missing,
    contextAbove: price.marks[tier] ?? null,
    timeWindow: price.windows[window]?.label ?? null,
    image,
  };
}
