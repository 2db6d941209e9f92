import { type Atto, atto, formatAtto } from "@/lib/platform/decimal";
import { DomainError } from "@/lib/platform/errors";
import type { BookOverride } from "./price-book";
import { type ImageRate, isRateKey, type PriceTerms, parseRates, type Rates, type RateTexts, scaleTerms } from "./terms";

/** More than this many times, or less than this part: most likely a slip of the decimal point. */
const FACTOR = 5n;

interface RateChange {
  rate: string;
  above_input_tokens: number | null;
  present: string;
  proposed: string;
}

function ratesAbove(terms: PriceTerms, mark: number): Rates {
  const rates = parseRates(terms.rates);
  for (const tier of (terms.context_tiers ?? []).toSorted((a, b) => a.above_input_tokens - b.above_input_tokens))
    if (tier.above_input_tokens <= mark) Object.assign(rates, parseRates(tier.rates));
  return rates;
}

function isLarge(present: Atto, proposed: Atto): boolean {
  return proposed > present * FACTOR || proposed * FACTOR < present;
}

/** Rates that would change more than fivefold, either way, at any length of context. */
export function largeChanges(present: PriceTerms, proposed: PriceTerms): RateChange[] {
  const marks = [present, proposed].flatMap((terms) => (terms.context_tiers ?? []).map((tier) => tier.above_input_tokens));
  const changes: RateChange[] = [];
  for (const mark of [-1, ...new Set(marks)].sort((a, b) => a - b)) {
    const before = ratesAbove(present, mark);
    for (const [rate, after] of Object.entries(ratesAbove(proposed, mark))) {
      const old = isRateKey(rate) ? before[rate] : undefined;
      if (old === undefined || !isLarge(old, after)) continue;
      changes.push({ rate, above_input_tokens: mark < 0 ? null : mark, present: formatAtto(old), proposed: formatAtto(after) });
    }
  }
  return [...changes, ...largeImageChanges(present.image_rates ?? [], proposed.image_rates ?? [])];
}

function largeImageChanges(present: readonly ImageRate[], proposed: readonly ImageRate[]): RateChange[] {
  return proposed.flatMap(({ size, quality, rate }) => {
    const old = present.find((row) => row.size === size && row.quality === quality);
    if (!old || !isLarge(atto(old.rate), atto(rate))) return [];
    return [{ rate: `images of ${size} in quality ${quality}`, above_input_tokens: null, present: old.rate, proposed: rate }];
  });
}

/** What an override is called among changes that is a share of every rate. */
export const PERCENT_OFF = "percent_off";

function pointerOf(rate: string): string {
  if (rate === PERCENT_OFF) return `/${PERCENT_OFF}`;
  return isRateKey(rate) ? `/rates/${rate}` : "/image_rates";
}

/** @throws confirmation_required with the old and the new figures, unless confirmed or no change is large */
export function requireConfirmation(confirmed: boolean, changes: readonly RateChange[]): void {
  const [first] = changes;
  if (confirmed || !first) return;
  const inWords = ({ rate, present, proposed }: RateChange) => {
    const unit = rate === PERCENT_OFF ? "%" : " USD";
    return `would change from ${present}${unit === "%" ? unit : ""} to ${proposed}${unit}`;
  };
  throw new DomainError(
    "confirmation_required",
    `${first.rate} ${inWords(first)}, more than fivefold. If that is meant, send the same again with "confirm": true.`,
    {
      errors: changes.map((change) => ({
        pointer: pointerOf(change.rate),
        detail: inWords(change),
      })),
      details: { changes },
    },
  );
}

function share(terms: PriceTerms, percentOff: Atto): PriceTerms {
  const whole = 100n * 10n ** 18n;
  return scaleTerms(terms, (text, key) => formatAtto(((parseRates({ [key]: text })[key] ?? 0n) * (whole - percentOff)) / whole));
}

/** What a row costs after an override, as far as a person compares figures. */
export function effectiveTerms(list: PriceTerms, override: Pick<BookOverride, "rates" | "percentOff"> | null): PriceTerms {
  if (override?.percentOff != null) return share(list, override.percentOff);
  if (!override?.rates) return list;
  const own = override.rates;
  const marks = new Set([...(list.context_tiers ?? []), ...(own.context_tiers ?? [])].map((tier) => tier.above_input_tokens));
  const at = (mark: number): RateTexts =>
    Object.fromEntries(
      Object.entries({ ...ratesAbove(list, mark), ...ratesAbove(own, mark) }).map(([key, value]) => [key, formatAtto(value)]),
    );
  const { images } = own.rates;
  const rows = list.image_rates && { image_rates: list.image_rates.map((row) => ({ ...row, rate: images ?? row.rate })) };
  return { ...rows, rates: at(-1), context_tiers: [...marks].map((mark) => ({ above_input_tokens: mark, rates: at(mark) })) };
}
