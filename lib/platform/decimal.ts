/**
 * Exact fixed-point numbers for money: a bigint that counts 10^-18 (atto). One
 * token at $0.0375 a million is 37,500,000,000 atto-dollars, so that quantities
 * times unit prices stay exact integers; docs/decisions/0002 tells why this and
 * not decimal.js on the hot path.
 */
export type Atto = bigint;

export const ONE: Atto = 10n ** 18n;
const DIGITS = 18;
const PATTERN = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * Reads a plain or exponent decimal. Digits past the 18th are rounded half away
 * from zero. Returns null when the text is no decimal.
 */
export function parseAtto(text: string): Atto | null {
  const match = PATTERN.exec(text.trim());
  if (!match) return null;
  const [, sign, whole = "0", fraction = "", exponent = "0"] = match;
  const shift = DIGITS + Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  let value: bigint;
  if (shift >= 0) value = digits * 10n ** BigInt(shift);
  else {
    const divisor = 10n ** BigInt(-shift);
    value = (digits + divisor / 2n) / divisor;
  }
  return sign === "-" ? -value : value;
}

/** As parseAtto, for text this program wrote itself. */
export function atto(value: string | number | bigint): Atto {
  const parsed = parseAtto(String(value));
  if (parsed === null) throw new RangeError(`not a decimal: ${value}`);
  return parsed;
}

const ZEROS = "0".repeat(DIGITS);

/** The plain decimal: no exponent, no trailing zeros, "0" for zero. */
export function formatAtto(value: Atto): string {
  if (value === 0n) return "0";
  if (value < 0n) return `-${formatAtto(-value)}`;
  const digits = value.toString();
  const point = digits.length - DIGITS;
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === 48) end--;
  if (point <= 0) return `0.${ZEROS.slice(0, -point)}${digits.slice(0, end)}`;
  return end <= point ? digits.slice(0, point) : `${digits.slice(0, point)}.${digits.slice(point, end)}`;
}

/** Product of two fixed-point numbers, rounded half away from zero at the 18th digit. */
export function multiplyAtto(left: Atto, right: Atto): Atto {
  const product = left * right;
  const half = ONE / 2n;
  return product < 0n ? -((-product + half) / ONE) : (product + half) / ONE;
}

/** A numeric column's text as a plain decimal without trailing zeros; null stays null. */
export function plainDecimal(text: string | null): string | null {
  return text === null ? null : formatAtto(atto(text));
}
