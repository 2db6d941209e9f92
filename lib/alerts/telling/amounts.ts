import type { AlertUnit } from "../raised";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const few = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

/** A measured value for people, in its unit. Values of alerts are estimates in floats: money spent stays exact elsewhere. */
export function amountText(value: number, unit: AlertUnit): string {
  const number = Math.abs(value) >= 100 ? whole.format(value) : few.format(value);
  switch (unit) {
    case "usd":
      return Math.abs(value) >= 0.01
        ? `$${value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
        : `$${few.format(value)}`;
    case "share":
      return `${few.format(value * 100)}%`;
    case "ms":
      return value >= 10_000 ? `${few.format(value / 1000)} s` : `${number} ms`;
    case "tokens":
      return `${number} tokens`;
    case "requests":
      return `${number} ${value === 1 ? "request" : "requests"}`;
    default:
      return number;
  }
}
