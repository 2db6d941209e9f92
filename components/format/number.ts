const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** A whole number; text where it is beyond 2^53. */
export type Count = number | string;

export function formatCount(value: Count | null | undefined): string {
  if (value == null) return "–";
  return WHOLE.format(typeof value === "string" && /^-?\d+$/.test(value) ? BigInt(value) : Number(value));
}

export function formatCountShort(value: Count | null | undefined): string {
  if (value == null) return "–";
  const number = Number(value);
  return Math.abs(number) < 10_000 ? WHOLE.format(number) : SHORT.format(number);
}

/** 0.1234 as 12.3%; what is between 0 and 0.1% says so. */
export function formatShare(share: number | null): string {
  if (share === null) return "–";
  if (share > 0 && share < 0.001) return "<0.1%";
  if (share < 1 && share > 0.999) return ">99.9%";
  return `${(share * 100).toFixed(share === 0 || share === 1 ? 0 : 1)}%`;
}

export function formatLatency(milliseconds: number | null | undefined): string {
  if (milliseconds == null) return "–";
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return milliseconds < 60_000 ? `${(milliseconds / 1000).toFixed(2)} s` : `${(milliseconds / 60_000).toFixed(1)} min`;
}

export function plural(count: Count, one: string, many = `${one.replace(/([^aeiou])y$/, "$1ie")}s`): string {
  return `${formatCount(count)} ${Number(count) === 1 ? one : many}`;
}
