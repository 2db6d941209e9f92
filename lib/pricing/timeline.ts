import { canonicalTerms, type PriceTerms } from "./terms";

/** Terms in force over [fromMs, toMs); toMs null = until further notice. */
export interface Span {
  fromMs: number;
  toMs: number | null;
  terms: PriceTerms;
}

interface Interval {
  fromMs: number;
  toMs: number | null;
}

/** The parts of `spans` outside `interval`. */
export function subtract<T extends Interval>(spans: readonly T[], interval: Interval): T[] {
  const end = interval.toMs ?? Number.POSITIVE_INFINITY;
  return spans.flatMap((span) => {
    const spanEnd = span.toMs ?? Number.POSITIVE_INFINITY;
    if (spanEnd <= interval.fromMs || span.fromMs >= end) return [span];
    const parts: T[] = [];
    if (span.fromMs < interval.fromMs) parts.push({ ...span, toMs: interval.fromMs });
    if (spanEnd > end) parts.push({ ...span, fromMs: end });
    return parts;
  });
}

/** A history of starts as spans, each ending where the next begins. */
export function spansOf(history: readonly { fromMs: number; terms: PriceTerms }[]): Span[] {
  return history.map(({ fromMs, terms }, index) => ({ fromMs, terms, toMs: history[index + 1]?.fromMs ?? null }));
}

/** Names a span's start and content: what an event was rated by. Its end may still move. */
export function spanKey(span: { fromMs: number; terms: PriceTerms }): string {
  return `${span.fromMs} ${canonicalTerms(span.terms)}`;
}

/**
 * The list history that should hold after a newer catalogue came. What it dates, it knows, and
 * counts from that date. A price it changed without a date counts from now: usage before now
 * was recorded at the price known then. Intervals with an admin's own price stay out.
 */
export function upgradedHistory(
  before: readonly Span[],
  catalogue: readonly { fromMs: number; terms: PriceTerms }[],
  own: readonly Interval[],
  nowMs: number,
): Span[] {
  const [first, second] = catalogue;
  let after: Span[];
  if (before.length === 0 || !first) after = before.length === 0 ? spansOf(catalogue) : [...before];
  else if (second) after = joined(before, spansOf(catalogue.slice(1)), second.fromMs);
  else {
    const current = before.findLast((span) => span.fromMs <= nowMs);
    const same = current !== undefined && canonicalTerms(current.terms) === canonicalTerms(first.terms);
    after = same
      ? joined(before, [{ ...current, toMs: null }], current.fromMs)
      : joined(before, [{ fromMs: nowMs, toMs: null, terms: first.terms }], nowMs);
  }
  for (const interval of own) after = subtract(after, interval);
  return after;
}

/** `before` up to `atMs`, then `then`. */
function joined(before: readonly Span[], then: readonly Span[], atMs: number): Span[] {
  const kept = subtract(before, { fromMs: atMs, toMs: null });
  const last = kept.at(-1);
  // A gap left by an own price is filled here and cut out again by the caller.
  if (last) kept[kept.length - 1] = { ...last, toMs: atMs };
  return [...kept, ...then];
}
