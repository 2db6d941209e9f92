import type { Severity } from "@/lib/anomalies/service";
import { type Atto, ONE } from "@/lib/platform/decimal";

/** The life of an alert: a pure table of what each act makes of each state. */

export const ALERT_STATES = ["open", "acknowledged", "snoozed", "resolved", "expected"] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** States in which somebody may still have to do something. */
export const LIVE_STATES: readonly AlertState[] = ["open", "acknowledged", "snoozed"];

export const SEVERITIES: readonly Severity[] = ["info", "warning", "critical"];

export function worse(left: Severity, right: Severity): boolean {
  return SEVERITIES.indexOf(left) > SEVERITIES.indexOf(right);
}

export interface Life {
  state: AlertState;
  severity: Severity;
  /** Dollars so far; null: not known. */
  impact: Atto | null;
  /** Dollars people know of: when it was last spoken of, or acknowledged. */
  spoken: Atto | null;
  snoozedUntilMs: number | null;
  /** How it ended: its condition cleared, or a person said so. */
  endedBy: "condition" | "person" | null;
}

export type Act =
  | { kind: "told"; severity: Severity; impact: Atto | null }
  | { kind: "cleared" }
  | { kind: "clock"; nowMs: number }
  | { kind: "acknowledge" }
  | { kind: "snooze"; untilMs: number }
  | { kind: "resolve" }
  | { kind: "expect" };

/** What the timeline keeps of it; null: nothing worth keeping happened. */
export type Happened =
  | "severity_rose"
  | "impact_doubled"
  | "came_back"
  | "cleared"
  | "snooze_over"
  | "acknowledged"
  | "snoozed"
  | "resolved"
  | "expected";

export interface Step {
  life: Life;
  happened: Happened[];
  /** A person asked for what this state does not allow. */
  refused: boolean;
}

/** An acknowledged alert of which no impact was known speaks again from a dollar on. */
const LEAST_NEWS = ONE;

/** Whether the impact is twice what people know of. */
export function hasDoubled(impact: Atto | null, spoken: Atto | null): boolean {
  if (impact === null) return false;
  return spoken === null || spoken <= 0n ? impact >= LEAST_NEWS : impact >= 2n * spoken;
}

function larger(left: Atto | null, right: Atto | null): Atto | null {
  if (left === null || right === null) return left ?? right;
  return left > right ? left : right;
}

/** A fact told again: severity and impact only grow. Only an acknowledged alert speaks of that, and only when it doubled. */
function told(life: Life, severity: Severity, impact: Atto | null): Step {
  const rose = worse(severity, life.severity);
  const next: Life = { ...life, severity: rose ? severity : life.severity, impact: larger(life.impact, impact) };
  const happened: Happened[] = rose ? ["severity_rose"] : [];
  if (life.state === "resolved" && life.endedBy === "condition") {
    next.state = "open";
    next.endedBy = null;
    happened.push("came_back");
  }
  if (life.state === "acknowledged" && hasDoubled(next.impact, life.spoken)) {
    next.spoken = next.impact;
    happened.push("impact_doubled");
  }
  return { life: next, happened, refused: false };
}

const still = (life: Life): Step => ({ life, happened: [], refused: false });
const refusal = (life: Life): Step => ({ life, happened: [], refused: true });

function become(life: Life, change: Partial<Life>, happened: Happened): Step {
  return { life: { ...life, snoozedUntilMs: null, ...change }, happened: [happened], refused: false };
}

/** What an act makes of an alert. */
export function step(life: Life, act: Act): Step {
  const live = LIVE_STATES.includes(life.state);
  switch (act.kind) {
    case "told":
      return told(life, act.severity, act.impact);
    case "cleared":
      return live ? become(life, { state: "resolved", endedBy: "condition" }, "cleared") : still(life);
    case "clock":
      return life.state === "snoozed" && life.snoozedUntilMs !== null && life.snoozedUntilMs <= act.nowMs
        ? become(life, { state: "open", spoken: life.impact }, "snooze_over")
        : still(life);
    case "acknowledge":
      if (life.state === "acknowledged") return still(life);
      return live
        ? become(life, { state: "acknowledged", spoken: larger(life.impact, life.spoken) }, "acknowledged")
        : refusal(life);
    case "snooze":
      if (life.state === "snoozed" && life.snoozedUntilMs === act.untilMs) return still(life);
      return live ? become(life, { state: "snoozed", snoozedUntilMs: act.untilMs }, "snoozed") : refusal(life);
    case "resolve":
      if (life.state === "resolved") return still(life);
      return live ? become(life, { state: "resolved", endedBy: "person" }, "resolved") : refusal(life);
    case "expect":
      if (life.state === "expected") return still(life);
      return become(life, { state: "expected", endedBy: "person" }, "expected");
  }
}
