import { type Atto, parseAtto } from "@/lib/platform/decimal";

const SCALE = 18;

/** Rounds half away from zero to `digits` fractional digits; returns the digits of the absolute value. */
function roundDigits(value: Atto, digits: number): { whole: string; fraction: string } {
  const step = 10n ** BigInt(SCALE - digits);
  const rounded = (value + step / 2n) / step;
  const text = rounded.toString().padStart(digits + 1, "0");
  return { whole: text.slice(0, text.length - digits), fraction: digits === 0 ? "" : text.slice(text.length - digits) };
}

function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** Fractional digits that show an amount of this size: cents from $1, else at least three significant digits. */
function fractionDigits(absolute: Atto): number {
  if (absolute >= 10n ** 18n || absolute === 0n) return 2;
  if (absolute >= 10n ** 16n) return 4;
  const leadingZeros = SCALE - absolute.toString().length;
  return Math.min(SCALE, leadingZeros + 3);
}

function trimZeros(fraction: string, keep: number): string {
  let end = fraction.length;
  while (end > keep && fraction.charCodeAt(end - 1) === 48) end--;
  return fraction.slice(0, end);
}

/** An amount for reading: adaptive precision, never "$0.00" for what is not zero. Not a decimal: "–". */
export function formatMoney(text: string | null | undefined): string {
  const value = text == null ? null : parseAtto(text);
  if (value === null) return "–";
  const absolute = value < 0n ? -value : value;
  const { whole, fraction } = roundDigits(absolute, fractionDigits(absolute));
  return `${value < 0n ? "−" : ""}$${grouped(whole)}.${trimZeros(fraction, 2)}`;
}

/** Every digit that was computed. */
export function formatMoneyExact(text: string | null | undefined): string {
  const value = text == null ? null : parseAtto(text);
  if (value === null) return "–";
  const { whole, fraction } = roundDigits(value < 0n ? -value : value, SCALE);
  return `${value < 0n ? "−" : ""}$${grouped(whole)}.${trimZeros(fraction, 2)}`;
}

const STEPS: [Atto, string][] = [
  [10n ** 27n, "B"],
  [10n ** 24n, "M"],
  [10n ** 21n, "k"],
];

/** For axes and small places: $12.3k, $1.24M. */
export function formatMoneyShort(text: string | null | undefined): string {
  const value = text == null ? null : parseAtto(text);
  if (value === null) return "–";
  const absolute = value < 0n ? -value : value;
  for (const [size, suffix] of STEPS) {
    if (absolute < size) continue;
    const scaled = (absolute * 10n ** 18n) / size;
    const { whole, fraction } = roundDigits(scaled, scaled >= 100n * 10n ** 18n ? 0 : scaled >= 10n * 10n ** 18n ? 1 : 2);
    const decimals = trimZeros(fraction, 0);
    return `${value < 0n ? "−" : ""}$${whole}${decimals ? `.${decimals}` : ""}${suffix}`;
  }
  return formatMoney(text);
}

/** Dollars as a float, for pixels of a chart and nothing else. */
export function moneyPixels(text: string | null | undefined): number {
  return text == null ? 0 : Number(text);
}

/** Order of two amounts; no amount comes first. */
export function compareMoney(left: string | null, right: string | null): number {
  const a = left === null ? null : parseAtto(left);
  const b = right === null ? null : parseAtto(right);
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Share of a part in a whole (1 = all of it); null where the whole is not positive. */
export function shareOf(part: string | null, whole: string | null): number | null {
  const a = part === null ? null : parseAtto(part);
  const b = whole === null ? null : parseAtto(whole);
  if (a === null || b === null || b <= 0n) return null;
  return Number((a * 100_000n) / b) / 100_000;
}

/** Relative change from `before` to `after`: 0.25 = a quarter more; null where there was nothing before. */
export function changeOf(before: string | null, after: string | null): number | null {
  const a = before === null ? null : parseAtto(before);
  const b = after === null ? null : parseAtto(after);
  if (a === null || b === null || a <= 0n) return null;
  return Number(((b - a) * 10_000n) / a) / 10_000;
}
