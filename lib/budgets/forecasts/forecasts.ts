import { nowMs } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import { singleton } from "@/lib/platform/singleton";
import { MINUTE_MS } from "@/lib/platform/time";
import { readUsage } from "@/lib/spend/service";
import { currentRules } from "../changes/rules";
import { caughtUp, highestOf } from "../forecast/catch-up";
import type { ForecastAnswer } from "../forecast/forecast";
import { forecastPeriod } from "../forecast/forecast-period";
import { forecastRolling, windowRate } from "../forecast/forecast-rolling";
import { runRateOf } from "../forecast/run-rate";
import type { LiveStanding } from "../standings/live";
import { readHistories, type UsageHistory } from "./histories";

interface Made {
  answer: ForecastAnswer;
  madeAtMs: number;
  zone: string;
}

/** A forecast is made anew when it is older; what was spent meanwhile is added to it at once. */
const FRESH_MS = 10 * MINUTE_MS;
/** So many are made while somebody waits. */
const FEW = 30;
/** Histories are forgotten beyond this many: eight weeks of hours are some ten kilobytes. */
const MOST_HISTORIES = 4000;

/** Forecasts of standings and the histories they are made from, kept in memory for minutes. */
class Forecasts {
  private readonly histories = new Map<string, UsageHistory>();
  private readonly made = new Map<string, Made>();
  private soon: Promise<void> | undefined;

  /** Makes those that are missing or old; the histories they need are read in one snapshot. */
  async refresh(standings: readonly LiveStanding[]): Promise<void> {
    const due = standings.filter((standing) => hasForecast(standing) && !this.isFresh(standing));
    if (due.length === 0) return;
    if (this.histories.size > MOST_HISTORIES) {
      this.histories.clear();
      this.made.clear();
    }
    const atMs = nowMs();
    await readUsage((reader) => readHistories(reader, due, this.histories, atMs));
    const { zone } = currentRules();
    for (const standing of due) {
      const hours = this.histories.get(standing.key);
      if (hours) this.made.set(standing.key, { answer: forecastOf(standing, hours, zone, atMs), madeAtMs: atMs, zone });
      // Each takes some milliseconds: decisions and ingest are answered between them.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** As `refresh`, but where many are missing they are made meanwhile, and shown when asked for again. */
  async refreshSoon(standings: readonly LiveStanding[]): Promise<void> {
    const due = standings.filter((standing) => hasForecast(standing) && !this.isFresh(standing));
    if (due.length <= FEW) return this.refresh(due);
    this.soon ??= this.refresh(due)
      .catch((error: unknown) => log().error({ err: error }, "the forecasts of budgets could not be made"))
      .finally(() => {
        this.soon = undefined;
      });
  }

  private isFresh(standing: LiveStanding): boolean {
    const made = this.made.get(standing.key);
    if (!made || made.zone !== currentRules().zone) return false;
    const age = nowMs() - made.madeAtMs;
    return age >= 0 && age < FRESH_MS && isOfPeriod(made.answer, standing);
  }

  /** The forecast for what is spent now; null where there is none (or none yet). */
  answerOf(standing: LiveStanding): ForecastAnswer | null {
    const made = this.made.get(standing.key)?.answer;
    if (!made || !hasForecast(standing) || !isOfPeriod(made, standing)) return null;
    const spentSoFar = plain(standing.figures.spent);
    if (made.kind === "forecast") return caughtUp(made, spentSoFar, nowMs());
    const now = { ...made, nowMs: nowMs(), spentSoFar };
    return { ...now, runRate: made.rolling ? windowRate(spentSoFar, windowMsOf(standing)) : runRateOf(now) };
  }

  /** How much more is expected at the most, until the period's end; 10^-18 of the unit, null without a forecast. */
  restOf(standing: LiveStanding): bigint | null {
    const now = this.answerOf(standing);
    return now?.kind === "forecast" ? amountOf(Math.max(0, highestOf(now).expected - now.spentSoFar)) : null;
  }
}

/** A rolling window's path goes on as the window moves; a period's forecast is of that period alone. */
function isOfPeriod(answer: ForecastAnswer, { live }: LiveStanding): boolean {
  return answer.rolling || answer.periodStartMs === live.span.startMs;
}

const windowMsOf = ({ live: { span } }: LiveStanding) => span.endMs - span.startMs;

const plain = (amount: bigint) => Number(amount) / 1e18;

/** An estimate as an amount, with six digits after the point. */
export function amountOf(value: number): bigint {
  return BigInt(Math.round(value * 1e6)) * 10n ** 12n;
}

/** A range that is over has nothing to look ahead to. */
function hasForecast({ budget, live }: LiveStanding): boolean {
  return !live.unreadable && (budget.period.kind === "rolling" || nowMs() < live.span.endMs);
}

function forecastOf(standing: LiveStanding, hours: UsageHistory, zone: string, atMs: number) {
  const { startMs, endMs } = standing.live.span;
  const spentSoFar = plain(standing.figures.spent);
  if (standing.budget.period.kind === "rolling")
    return forecastRolling({ hours, nowMs: atMs, zone, spentSoFar, windowStartMs: startMs, windowMs: endMs - startMs });
  return forecastPeriod({ hours, nowMs: atMs, periodStartMs: startMs, periodEndMs: endMs, zone, spentSoFar });
}

export function forecasts(): Forecasts {
  return singleton("budgetForecasts", () => new Forecasts());
}
