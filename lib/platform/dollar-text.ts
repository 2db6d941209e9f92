import { type Atto, atto, ONE } from "./decimal";

/** Dollars for people: two digits after the point, below a dollar as many as say something. */
export function dollarText(value: string | Atto): string {
  const amount = typeof value === "string" ? atto(value) : value;
  if (amount < 0n) return `-${dollarText(-amount)}`;
  if (amount === 0n) return "$0";
  if (amount >= ONE / 100n) {
    const cents = (amount * 100n + ONE / 2n) / ONE;
    return `$${(cents / 100n).toLocaleString("en-US")}.${String(cents % 100n).padStart(2, "0")}`;
  }
  return `$${(Number(amount) / 1e18).toPrecision(2)}`;
}
