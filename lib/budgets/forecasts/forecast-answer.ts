import { formatAtto } from "@/lib/platform/decimal";
import { rfc3339 } from "@/lib/platform/time";
import { highestOf } from "../forecast/catch-up";
import type { ForecastAnswer as Core } from "../forecast/forecast";
import { projectedBreach } from "../forecast/projected-breach";
import type { ForecastAnswer } from "../readings/contract";
import type { LiveStanding } from "../standings/live";
import { amountOf } from "./forecasts";

/** An estimate for reading: cents of cents in dollars, whole tokens and requests. */
export function estimateText(value: number, measure: string): string {
  return formatAtto(amountOf(measure === "cost" ? Math.round(value * 1e4) / 1e4 : Math.round(value)));
}

/** A forecast as it goes over the wire. */
export function forecastAnswer(
  core: Core | null,
  { limit, measure }: Pick<LiveStanding, "limit" | "measure">,
): ForecastAnswer | null {
  if (!core) return null;
  const breach = (path: "expected" | "low" | "high") => {
    const atMs = projectedBreach(core, Number(limit) / 1e18, path);
    return atMs === null ? null : rfc3339(Math.round(atMs));
  };
  const text = (value: number) => estimateText(value, measure);
  const end = { ends_at: rfc3339(core.periodEndMs), breach_at: breach("expected") };
  if (core.kind === "not_enough_history") {
    const { periodTotal } = core.runRate;
    return {
      kind: "not_enough_history",
      active_days: core.activeDays,
      needed_days: core.neededDays,
      run_rate: periodTotal === null ? null : text(periodTotal),
      ...end,
    };
  }
  const highest = highestOf(core);
  return {
    kind: "forecast",
    expected: text(core.expected),
    low: text(core.low),
    high: text(core.high),
    highest: { expected: text(highest.expected), at: rfc3339(Math.round(highest.atMs)) },
    ...end,
    breach_earliest: breach("high"),
    breach_latest: breach("low"),
    active_days: core.activeDays,
  };
}
