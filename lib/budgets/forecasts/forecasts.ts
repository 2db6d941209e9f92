import { nowMs } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import { singleton } from "@/lib/platform/singleton";
import { MINUTE_MS } from "@/lib/platform/time";
import { readUsage } from "@/lib/spend/service";
import { currentRules } from "../changes/rules";
import type { Forecast, ForecastAnswer } from "../forecast/forecast";
import { forecastPeriod } from "../forecast/forecast-period";
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

  private isFresh({ key, live }: LiveStanding): boolean {
    const made = this.made.get(key);
    if (!made || made.zone !== currentRules().zone) return false;
    const age = nowMs() - made.madeAtMs;
    return age >= 0 && age < FRESH_MS && made.answer.periodStartMs === live.span.startMs;
  }

  /** The forecast for what is spent now; null where there is none (or none yet). */
  answerOf(standing: LiveStanding): ForecastAnswer | null {
    const made = this.made.get(standing.key)?.answer;
    if (!made || !hasForecast(standing) || made.periodStartMs !== standing.live.span.startMs) return null;
    const spentSoFar = plain(standing.figures.spent);
    if (made.kind === "not_enough_history") {
      const now = { ...made, nowMs: nowMs(), spentSoFar };
      return { ...now, runRate: runRateOf(now) };
    }
    return caughtUp(made, spentSoFar, nowMs());
  }

  /** What is expected from now to the period's end, 10^-18 of the unit; null without a forecast. */
  restOf(standing: LiveStanding): bigint | null {
    const made = this.made.get(standing.key)?.answer;
    if (made?.kind !== "forecast" || made.periodStartMs !== standing.live.span.startMs) return null;
    const now = caughtUp(made, made.spentSoFar, nowMs());
    return amountOf(Math.max(0, now.expected - now.spentSoFar));
  }
}

/** A forecast of some minutes ago for what is spent now: of what it expected, the share of the time that is left is left. */
function caughtUp(made: Forecast, spentSoFar: number, atMs: number): Forecast {
  const left = Math.min(1, Math.max(0, made.periodEndMs - atMs) / Math.max(1, made.periodEndMs - made.nowMs));
  const gone = (made.expected - made.spentSoFar) * (1 - left);
  const moved = (value: number) => Math.max(spentSoFar, spentSoFar + value - made.spentSoFar - gone);
  const band = made.band
    .filter((point) => point.atMs > atMs)
    .map((point) => ({ atMs: point.atMs, expected: moved(point.expected), low: moved(point.low), high: moved(point.high) }));
  const now = { atMs: Math.max(atMs, made.periodStartMs), expected: spentSoFar, low: spentSoFar, high: spentSoFar };
  return {
    ...made,
    ...{ nowMs: atMs, spentSoFar, expected: moved(made.expected), low: moved(made.low), high: moved(made.high) },
    band: [now, ...band],
  };
}

const plain = (amount: bigint) => Number(amount) / 1e18;

/** An estimate as an amount, with six digits after the point. */
export function amountOf(value: number): bigint {
  return BigInt(Math.round(value * 1e6)) * 10n ** 12n;
}

/** A rolling window has no end to look ahead to, nor has a range that is over. */
function hasForecast({ budget, live }: LiveStanding): boolean {
  return budget.period.kind !== "rolling" && nowMs() < live.span.endMs && !live.unreadable;
}

function forecastOf(standing: LiveStanding, hours: UsageHistory, zone: string, atMs: number) {
  const { startMs: periodStartMs, endMs: periodEndMs } = standing.live.span;
  const spentSoFar = plain(standing.figures.spent);
  return forecastPeriod({ hours, nowMs: atMs, periodStartMs, periodEndMs, zone, spentSoFar });
}

export function forecasts(): Forecasts {
  return singleton("budgetForecasts", () => new Forecasts());
}
