import type { Crossing } from "@/lib/budgets/service";
import { nameInWords } from "@/lib/directory/names/service";
import { formatAtto } from "@/lib/platform/decimal";
import { localDate } from "@/lib/platform/time";
import { amount, dollars } from "./say";

/** An amount of a budget's measure as people read it. */
export function measured(value: bigint, measure: Crossing["budget"]["measure"]): string {
  const number = Number(formatAtto(value));
  return measure === "cost" ? dollars(number) : `${amount(number)} ${measure}`;
}

/** When a budget counts: "this month (until 2026-12-01)", "the last 7 days". Days are the organisation's. */
export function periodText({ budget, periodStartMs, periodEndMs, sinceClose }: Crossing, zone: string): string {
  const { period } = budget;
  if (period.kind === "rolling") return period.days === 1 ? "the last 24 hours" : `the last ${period.days} days`;
  const from = localDate(periodStartMs, zone);
  if (period.kind === "fixed") return `${from} to ${localDate(periodEndMs - 1, zone)}`;
  if (period.kind === "hour")
    return sinceClose ? `the hour from ${new Date(periodStartMs).toISOString().slice(0, 16)}Z` : "this hour";
  if (sinceClose) return `the ${period.kind} from ${from}, which is over`;
  return period.kind === "day" ? `${from}` : `this ${period.kind} (until ${localDate(periodEndMs, zone)})`;
}

/** Who a budget is about: a template's subject, what its scope names, or everybody. */
export function whoOf({ budget, subject }: Pick<Crossing, "budget" | "subject">): string {
  const named = Object.entries(budget.scope).sort(([a], [b]) => Number(b === "tenant") - Number(a === "tenant"));
  const parts = named.map(([dimension, values]) =>
    values.length > 3 ? `${values.length} ${dimension}s` : values.map((value) => shortKey(dimension, value)).join(", "),
  );
  if (subject !== null) parts.unshift(shortKey(budget.each ?? "", subject));
  return parts.length === 0 ? "The company" : parts.join(" · ");
}

const shortKey = (dimension: string, value: string): string =>
  dimension === "key" && /^[0-9a-f]{64}$/.test(value) ? `key ${value.slice(0, 8)}…` : nameInWords(dimension, value);

const percentOf = (part: bigint, whole: bigint): string =>
  whole === 0n ? "?" : amount(Number((part * 1_000_000n) / whole) / 10_000);

/** Below this part of the period a pace says nothing yet. */
const LEAST_ELAPSED = 0.02;

/** Where the period is going, as far as anybody can say: the forecast, else the plain pace so far; null for what is over, and where nobody can say. */
export function aheadText(crossing: Crossing, zone: string): string | null {
  const { budget, forecast, limit, spent, periodStartMs, periodEndMs, notedMs, sinceClose } = crossing;
  if (sinceClose) return null;
  const say = (value: bigint) => `${measured(value, budget.measure)} (${percentOf(value, limit)}%)`;
  if (budget.period.kind === "rolling") {
    const next = budget.period.days === 1 ? "24 hours" : `${budget.period.days} days`;
    return forecast === null ? null : `at most ${say(forecast)} within the next ${next}`;
  }
  const end = budget.period.kind === "hour" ? "the hour's end" : localDate(periodEndMs, zone);
  if (forecast !== null) return `${say(forecast)} by ${end}`;
  const elapsed = (notedMs - periodStartMs) / (periodEndMs - periodStartMs);
  if (elapsed < LEAST_ELAPSED || elapsed >= 1) return "not enough history yet";
  const scale = 1_000_000n;
  const paced = (spent * scale) / BigInt(Math.ceil(elapsed * Number(scale)));
  return `${say(paced)} by ${end} at the pace so far (not enough history for more)`;
}

/** One sentence: who, how much of what limit, and where it is going. */
export function crossingSentence(crossing: Crossing, zone: string): string {
  const { budget, threshold, spent, limit } = crossing;
  const say = (value: bigint) => measured(value, budget.measure);
  const used = budget.measure === "cost" ? "spent" : "used";
  const head = `${whoOf(crossing)} has ${used} ${say(spent)} of ${say(limit)} (${percentOf(spent, limit)}%) in ${periodText(crossing, zone)}`;
  const ahead = aheadText(crossing, zone);
  const tail = ahead === null ? "" : `; forecast: ${ahead}`;
  if (threshold.kind !== "burn_rate") return `${head}${tail}.`;
  const multiple = amount(Number(formatAtto(crossing.measured)));
  const hours = threshold.window === "fast" ? "the last hour" : "the last 6 hours";
  return `${head}, in ${hours} at ${multiple} times the pace that uses it up exactly${tail}.`;
}
