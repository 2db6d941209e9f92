import type { Raised } from "@/lib/alerts/service";
import type { Condition } from "@/lib/anomalies/service";
import { amount, dollars } from "../facts/say";
import { HOUR_WINDOW } from "./core/fields";
import type { Reading, Watched } from "./core/judge-subject";

type Unit = Reading["unit"];

/** A measure as sentences have it. */
export function shown(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return "any";
  switch (unit) {
    case "usd":
      return dollars(value);
    case "share":
      return `${amount(Number((100 * value).toFixed(value < 0.1 ? 1 : 0)))}%`;
    case "tokens":
      return `${amount(Math.round(value))} tokens`;
    case "requests":
      return `${amount(Math.round(value))} requests`;
    case "ms":
      return value >= 1000 ? `${amount(Number((value / 1000).toFixed(1)))} s` : `${amount(Math.round(value))} ms`;
    case "count":
      return amount(value);
  }
}

const PARTS: Readonly<Record<string, string>> = {
  errors: "failed",
  status_429: "were refused with 429",
  status_5xx: "failed at the provider (5xx)",
  status_401_403: "were refused with 401 or 403",
  retries: "were retries",
  not_429: "failed, other than by 429",
  content_filter: "were stopped by the content filter",
  length: "were cut at their limit",
};

/** One sentence: what, and how much against what. */
export function sentence(label: string, condition: Condition, threshold: string, reading: Reading): string {
  const { actual, expected, high, unit } = reading;
  const now = shown(actual, unit);
  const usual = expected === null ? "" : shown(expected, unit);
  switch (condition.kind) {
    case "tenant_hour":
      return expected && expected > 0
        ? `${label} used ${now} in the last hour, ${amount(Number((actual / expected).toFixed(1)))} times the usual ${usual}.`
        : `${label} used ${now} in the last hour and has no history; ${shown(high ?? 0, unit)} are allowed.`;
    case "own_baseline":
      return ownSentence(label, threshold, now, usual, high === null ? "" : shown(high, unit));
    case "share":
      return `${now} of the requests of ${label} ${PARTS[condition.part] ?? "failed"} within ${condition.windowMinutes} minutes; the limit is ${shown(condition.above, "share")}.`;
    case "against_expected":
      return `${label} stands at ${now} in the last hour; ${usual} were expected.`;
    case "collapse":
      return `Of the input of ${label} only ${now} came from the cache; ${usual} are usual.`;
    case "amount":
      return `${label} stands at ${now} within ${spanOf(condition.windowMinutes)}; the limit is ${shown(condition.above, unit)}.`;
    case "burst":
      return `Calls of ${label} were refused ${now} times with 401 or 403 within ${spanOf(condition.windowMinutes)}.`;
    case "headroom":
      return `${label} has ${now} of its rate limit left; below ${shown(condition.below, "share")} 429 is near.`;
    case "latency":
      return `The p${condition.percentile} of ${label} is ${shown(actual, "ms")} over ${condition.windowMinutes} minutes; the limit is ${shown(condition.aboveMs, "ms")}.`;
    case "latency_rise":
      return `The middle latency of ${label} rose to ${shown(actual, "ms")} from ${shown(expected ?? 0, "ms")} within ${condition.windowMinutes} minutes.`;
    default:
      return `${label} stands at ${now}.`;
  }
}

function ownSentence(label: string, threshold: string, now: string, usual: string, most: string): string {
  const [first = "", measure = ""] = threshold.split(" ");
  if (first === "drift") return `${MEASURES[measure] ?? "Usage"} of ${label} drifted up to ${now} over weeks, from ${usual}.`;
  if (first === "hour")
    return `${MEASURES[measure] ?? "Usage"} of ${label} came to ${now} in an hour; ${usual} were expected, ${most} at most.`;
  if (first === "spend") return `${label} spent ${now} in the last hour; ${usual} were expected, ${most} at most.`;
  const span = /^\d+$/.test(measure) ? ` over ${measure} minutes` : "";
  return `Answers of ${label} take ${now} each${span}; ${usual} are usual, ${most} at most.`;
}

const MEASURES: Readonly<Record<string, string>> = {
  spend: "The spend",
  tokens: "The tokens",
  requests: "The requests",
  tokens_per_request: "Tokens a request",
  output_per_request: "Output tokens a request",
  cost_per_request: "The cost of a request",
};

const spanOf = (minutes: number | null): string =>
  minutes === null || minutes === 1
    ? "a minute"
    : minutes % 1440 === 0
      ? `${minutes / 24 / 60} day`
      : minutes === 60
        ? "an hour"
        : `${minutes} minutes`;

/** What a subject did lately, for who reads the alert. */
export function factsOf(subject: Watched, reading: Reading): Raised["facts"] {
  const facts: Raised["facts"] = [{ label: "Now", value: shown(reading.actual, reading.unit) }];
  if (reading.expected !== null && Number.isFinite(reading.expected))
    facts.push({ label: "Expected", value: shown(reading.expected, reading.unit) });
  if (reading.high !== null && Number.isFinite(reading.high))
    facts.push({ label: "At most", value: shown(reading.high, reading.unit) });
  facts.push(
    { label: "Spend of the last hour", value: dollars(subject.sum(HOUR_WINDOW, "usd")) },
    { label: "Requests of the last hour", value: amount(subject.sum(HOUR_WINDOW, "requests")) },
  );
  return facts;
}

/** A statistical figure of dollars as the decimal that alerts take; it says no more than a hundred-thousandth. */
export const decimalOf = (usd: number | null): string | null =>
  usd === null || !Number.isFinite(usd)
    ? null
    : Math.max(0, usd)
        .toFixed(5)
        .replace(/\.?0+$/, "");

export const finite = (value: number | null): number | null => (value === null || !Number.isFinite(value) ? null : value);
