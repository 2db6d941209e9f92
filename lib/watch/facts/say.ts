const PLAIN = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const CENTS = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const FINE = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumSignificantDigits: 3 });

/** A number as sentences have it: 1,234.5 */
export const amount = (value: number): string => PLAIN.format(value);

/** Dollars as sentences have them: cents, and below a dime as many digits as say something. For people; money is exact elsewhere. */
export const dollars = (value: number): string =>
  value !== 0 && Math.abs(value) < 0.1 ? FINE.format(value) : CENTS.format(value);
