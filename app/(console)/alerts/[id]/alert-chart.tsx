"use client";

import { useConsole } from "@/app/hooks/use-console";
import { useQuarterHour } from "@/app/hooks/use-now";
import { type SpendRow, useSpend } from "@/app/hooks/use-spend";
import { expectedWords, measured } from "@/components/alerts/alert-words";
import type { BandPoint } from "@/components/charts/band-chart";
import { BandPanel } from "@/components/charts/band-panel";
import { formatInstantShort, formatPeriod } from "@/components/format/time";
import type { AlertDetailAnswer } from "@/lib/alerts/contract";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";

const MEASURES: Record<string, { name: string; of: (row: SpendRow) => number | null }> = {
  usd: { name: "Spend", of: (row) => (row.effective_cost_usd === null ? null : Number(row.effective_cost_usd)) },
  tokens: { name: "Tokens", of: (row) => Number(row.total_tokens) },
  requests: { name: "Requests", of: (row) => Number(row.requests) },
  share: { name: "Failed share", of: (row) => (Number(row.requests) > 0 ? Number(row.errors) / Number(row.requests) : null) },
  ms: { name: "Latency p95", of: (row) => row.latency_p95_ms },
  count: { name: "Requests", of: (row) => Number(row.requests) },
};
const perRequest = (name: string, of: (row: SpendRow) => number | null) => ({
  name,
  of: (row: SpendRow) => {
    const all = of(row);
    return all === null || Number(row.requests) === 0 ? null : all / Number(row.requests);
  },
});
/** What a statistical rule judged is named by its threshold. */
const PER_REQUEST: Record<string, (typeof MEASURES)[string]> = {
  tokens_per_request: perRequest("Tokens of a request", (row) => Number(row.total_tokens)),
  output_per_request: perRequest("Output tokens of a request", (row) => Number(row.output_tokens)),
  cost_per_request: perRequest("Cost of a request", (row) =>
    row.effective_cost_usd === null ? null : Number(row.effective_cost_usd),
  ),
};
const CACHE_SHARE = {
  name: "Input from the cache",
  of: (row: SpendRow) => (Number(row.input_tokens) > 0 ? Number(row.cache_read_tokens) / Number(row.input_tokens) : null),
};
/** Rules whose share is one of failed calls; of others hours are not counted. */
const OF_FAILURES = ["error-rate", "success-rate", "other-errors", "status-5xx", "status-429"];

function measureOf({ threshold, unit, rule }: AlertDetailAnswer) {
  const named = threshold?.split(" ").find((word) => word in PER_REQUEST);
  if (named) return PER_REQUEST[named];
  if (rule.id === "cache-collapse") return CACHE_SHARE;
  if (unit === "share" && !OF_FAILURES.includes(rule.id)) return MEASURES.requests;
  return MEASURES[unit ?? "usd"] ?? MEASURES.usd;
}

/** The band reaches so far back before it began: of a single hour there would be nothing to see. */
const BAND_MS = 4 * HOUR_MS;

const SCOPED = ["tenant", "feature", "environment", "provider", "model", "key", "user"];

/** What its scope did by the hour, two days before and since; the band is the one it was judged by. */
export function AlertChart({ alert }: { alert: AlertDetailAnswer }) {
  const zone = useConsole().organisation.timezone;
  const nowMs = useQuarterHour();
  const beganMs = Date.parse(alert.began);
  const lastMs = Date.parse(alert.last_at);
  const fromMs = Math.floor((beganMs - 2 * DAY_MS) / HOUR_MS) * HOUR_MS;
  const toMs = Math.min(nowMs + 1, Math.max(lastMs + 6 * HOUR_MS, beganMs + 12 * HOUR_MS), fromMs + 14 * DAY_MS);
  const measure = measureOf(alert);
  const unit = measure === MEASURES.requests ? "requests" : alert.unit;
  const filters = Object.fromEntries(
    Object.entries(alert.scope).flatMap(([name, value]) => (SCOPED.includes(name) ? [[name, [value]]] : [])),
  );
  const report = useSpend({ range: { fromMs, toMs: Math.max(toMs, fromMs + HOUR_MS) }, granularity: "hour", zone, filters });
  if (!measure) return null;
  const byHour = new Map((report.data?.rows ?? []).map((row) => [Date.parse(row.period_start ?? ""), row]));
  const isSum = Object.values(MEASURES).includes(measure) && unit !== "ms" && unit !== "share";
  const points = report.data
    ? Array.from({ length: Math.ceil((toMs - fromMs) / HOUR_MS) }, (_, index): BandPoint => {
        const atMs = fromMs + index * HOUR_MS;
        const row = byHour.get(atMs);
        const within = unit === alert.unit && atMs + BAND_MS > beganMs && atMs <= lastMs;
        return {
          atMs,
          actual: row ? measure.of(row) : isSum ? 0 : null,
          expected: within ? alert.expected : null,
          band: within && alert.low !== null && alert.high !== null ? [Math.max(0, alert.low), alert.high] : null,
        };
      })
    : undefined;
  const expected = expectedWords(alert);
  return (
    <BandPanel
      title={`${measure.name} by the hour`}
      description={
        expected
          ? "The line through it: when it began. The band, from a few hours before: what was expected when it was last judged."
          : "The line through it: when it began. Its rule compares with a fixed number, so there is no band."
      }
      points={points}
      beganMs={beganMs}
      format={(value) => measured(value, unit === "count" ? "requests" : (unit ?? "usd"))}
      instantLabel={(atMs) => formatInstantShort(atMs, zone)}
      axisLabel={(atMs) => formatPeriod(atMs, "hour", zone)}
      summary={`${measured(alert.actual, alert.unit)} measured${expected ? `, ${expected}` : ""}; it began ${formatInstantShort(alert.began, zone)}.`}
    />
  );
}
