import { HOUR_MS, MINUTE_MS } from "@/lib/platform/time";
import type { StoredRule } from "../rules/service";
import { HOUR_WINDOW } from "./core/fields";
import type { Reading, Verdicts } from "./core/judge-subject";
import type { EventDesk } from "./event-desk";
import type { Latencies } from "./latencies";
import type { LiveSubject } from "./live-subject";

const DAY_MINUTES = 1440;
const plain = { expected: null, low: null, impactUsd: null };

/** Judges a subject by a rule over fixed numbers: amounts over a window, refusals, what is left of a rate limit. */
export function judgeCounted(
  rule: StoredRule,
  subject: LiveSubject,
  { desk, latencies }: { desk: EventDesk; latencies: Latencies },
  verdicts: Verdicts,
  nowMs: number,
): void {
  const { condition } = rule;
  const { severity } = rule;
  const take = (reading: Reading) => {
    if (reading.ratio > 1 || verdicts.isFiring(rule.id, "", subject.name)) verdicts.take(rule, "", subject, reading);
  };
  if (condition.kind === "amount" && condition.windowMinutes !== null) {
    const actual = amountOf(condition.amount, subject, condition.windowMinutes, nowMs);
    if (actual === null) return;
    const unit = condition.amount === "spend_usd" ? "usd" : "tokens";
    const impactUsd = unit === "usd" ? Math.max(0, actual - condition.above) : null;
    take({ ...plain, ratio: actual / condition.above, actual, high: condition.above, unit, impactUsd, severity });
  } else if (condition.kind === "burst") {
    const actual =
      condition.counter === "status_401_403" ? desk.burst(rule.id, subject.name, condition.windowMinutes, nowMs) : null;
    // From the least on, not beyond it.
    if (actual !== null)
      take({ ...plain, ratio: actual / (condition.least - 0.5), actual, high: condition.least, unit: "count", severity });
  } else if (condition.kind === "headroom") {
    const actual = desk.headroom(rule.id, subject.name, nowMs);
    const ratio = actual === null ? 0 : Math.min(10, condition.below / Math.max(actual, 1e-9));
    take({ ...plain, ratio, actual: actual ?? 1, low: condition.below, high: null, unit: "share", severity });
  } else if (condition.kind === "latency") {
    const actual = latencies.of(rule.id, subject.name)?.now ?? 0;
    take({ ...plain, ratio: actual / condition.aboveMs, actual, high: condition.aboveMs, unit: "ms", severity });
  } else if (condition.kind === "latency_rise") {
    const seen = latencies.of(rule.id, subject.name);
    const [actual, expected] = [seen?.now ?? 0, seen?.before ?? null];
    const ratio = expected === null ? 0 : Math.max(0, actual - expected) / condition.byMs;
    take({ ...plain, ratio, actual, expected, high: expected === null ? null : expected + condition.byMs, unit: "ms", severity });
  }
}

/** Null where no window of that length is counted. */
function amountOf(
  name: "spend_usd" | "tokens" | "output_tokens" | "attempt" | "latency_ms",
  subject: LiveSubject,
  windowMinutes: number,
  nowMs: number,
): number | null {
  const field = name === "spend_usd" ? "usd" : name === "tokens" ? "tokens" : name === "output_tokens" ? "output" : null;
  if (field === null) return null;
  if (windowMinutes <= 60) return subject.sum(windowMinutes === 60 ? HOUR_WINDOW : windowMinutes, field);
  if (windowMinutes !== DAY_MINUTES || field !== "usd") return null;
  const { stored } = subject.profile ?? {};
  const sinceMs = stored && stored.outlookUntilMs > 0 ? stored.outlookUntilMs : Math.floor(nowMs / HOUR_MS) * HOUR_MS;
  // The 23 closed hours, and the minutes since.
  const minutes = Math.min(HOUR_WINDOW, Math.floor((nowMs - sinceMs) / MINUTE_MS) + 1);
  return (stored?.daySpend ?? 0) + subject.sum(minutes, field);
}
