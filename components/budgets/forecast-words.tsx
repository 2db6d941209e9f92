import { Stack, Text } from "@mantine/core";
import { formatDay, formatInstantShort } from "@/components/format/time";
import { DAY_MS } from "@/lib/platform/time";
import type { Forecast } from "./shapes";
import { formatAmount, type Measure } from "./words";

interface ForecastProps {
  measure: Measure;
  forecast: Forecast | null;
}

/** What the period comes to; where history is short, the plain run rate under its own name. */
export function ForecastWords({ measure, forecast }: ForecastProps) {
  if (!forecast) return <Text inherit>–</Text>;
  if (forecast.kind === "forecast")
    return (
      <Stack gap={0}>
        <span className="tabular">{formatAmount(measure, forecast.expected)}</span>
        <Text size="xs" c="dimmed" className="tabular">
          80%: {formatAmount(measure, forecast.low)} to {formatAmount(measure, forecast.high)}
        </Text>
      </Stack>
    );
  return (
    <Stack gap={0}>
      <span className="tabular">{formatAmount(measure, forecast.run_rate)}</span>
      <Text size="xs" c="dimmed">
        at its pace so far; not enough history
      </Text>
    </Stack>
  );
}

/** A date without the weekday and the year that go without saying, and within the next days the hour too. */
export function momentWords(at: string, nowMs: number, zone: string): string {
  const away = Math.abs(Date.parse(at) - nowMs);
  if (away < 3 * DAY_MS) return formatInstantShort(at, zone).slice(0, -3);
  const day = formatDay(at, zone);
  return away < 180 * DAY_MS ? day.replace(/^\w+, /, "").replace(/ \d{4}$/, "") : day;
}

/** The end of a period in few words, for narrow columns: the date, on the last day the time alone. */
export function endWords(at: string, nowMs: number, zone: string): string {
  const words = momentWords(at, nowMs, zone);
  return Date.parse(at) - nowMs < DAY_MS ? words.replace(/^.*, /, "") : words.replace(/, \d\d:\d\d$/, "");
}

/** When the limit is reached if it goes on so. */
export function BreachWords({
  forecast,
  over,
  nowMs,
  zone,
}: {
  forecast: Forecast | null;
  over: boolean;
  nowMs: number;
  zone: string;
}) {
  if (over)
    return (
      <Text inherit c="var(--cw-rise)" fw={600}>
        over now
      </Text>
    );
  if (!forecast?.breach_at)
    return (
      <Text inherit c="dimmed">
        {forecast ? `not before ${endWords(forecast.ends_at, nowMs, zone)}` : "–"}
      </Text>
    );
  return (
    <Text inherit c="var(--cw-rise)" fw={600}>
      {momentWords(forecast.breach_at, nowMs, zone)}
    </Text>
  );
}

/** The forecast's end as a share of the limit, for pixels. */
export function forecastRatio(forecast: Forecast | null, limit: string | undefined): number | null {
  const end = forecast?.kind === "forecast" ? forecast.expected : forecast?.run_rate;
  const most = Number(limit);
  return end == null || !(most > 0) ? null : Number(end) / most;
}
