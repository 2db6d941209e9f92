import { SimpleGrid, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { StatCard } from "@/components/ui/stat-card";
import { Amount } from "./amount";
import { BreachWords, momentWords } from "./forecast-words";
import type { Forecast, Standing } from "./shapes";
import { UsedBar } from "./used-bar";
import { amountWords, formatAmount, type Measure } from "./words";

interface BudgetFiguresProps {
  measure: Measure;
  standing: Standing | null;
  forecast: Forecast | null;
  rolling: boolean;
  /** The base limit and what is added to it, where something is. */
  limitNote: ReactNode;
  nowMs: number;
  zone: string;
}

function small(children: ReactNode) {
  return (
    <Text size="xs" c="dimmed" className="tabular" component="div">
      {children}
    </Text>
  );
}

/** Where a rolling window holds more on its way than at its end. */
function highestWords(
  measure: Measure,
  { expected, highest }: Forecast & { kind: "forecast" },
  nowMs: number,
  zone: string,
): string {
  if (Number(highest.expected) <= Number(expected)) return "";
  return `; at most ${formatAmount(measure, highest.expected)}, ${
    Date.parse(highest.at) <= nowMs ? "now" : `on ${momentWords(highest.at, nowMs, zone)}`
  }`;
}

type ForecastCardProps = Pick<BudgetFiguresProps, "measure" | "forecast" | "rolling" | "nowMs" | "zone">;

function ForecastCard({ measure, forecast, rolling, nowMs, zone }: ForecastCardProps) {
  if (forecast?.kind === "forecast")
    return (
      <StatCard
        label={rolling ? "Forecast, one window on" : "Forecast at the end"}
        value={<Amount measure={measure} value={forecast.expected} short />}
      >
        {small(
          `80%: ${formatAmount(measure, forecast.low)} to ${formatAmount(measure, forecast.high)}${
            rolling ? highestWords(measure, forecast, nowMs, zone) : ""
          }`,
        )}
      </StatCard>
    );
  if (!forecast)
    return (
      <StatCard label="Forecast at the end" value="–">
        {small("drawn in its course below")}
      </StatCard>
    );
  return (
    <StatCard
      label="Plain run rate"
      value={forecast.run_rate === null ? "–" : <Amount measure={measure} value={forecast.run_rate} short />}
    >
      {small(
        `${rolling ? "in any window at this pace" : "at the period's end"}. No forecast yet: usage on ${forecast.active_days} of the ${forecast.needed_days} days it needs`,
      )}
    </StatCard>
  );
}

/** How a budget stands, in five figures. */
export function BudgetFigures({ measure, standing, forecast, rolling, limitNote, nowMs, zone }: BudgetFiguresProps) {
  if (!standing) return <Text c="dimmed">Nothing was used in this period.</Text>;
  const over = standing.used_ratio >= 1;
  const { fast, slow } = standing.burn_rate;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, lg: 5 }} spacing="md">
      <StatCard
        label="Spent"
        value={<Amount measure={measure} value={standing.spent} unpriced={standing.unpriced_requests} short />}
      >
        {small(
          <>
            of {amountWords(measure, standing.limit)} {limitNote}
            <UsedBar ratio={standing.used_ratio} width="100%" marks={[0.5, 0.8]} />
          </>,
        )}
      </StatCard>
      <StatCard
        label={over ? "Above the limit" : "Left"}
        value={
          <span style={over ? { color: "var(--cw-rise)" } : {}}>
            <Amount measure={measure} value={standing.remaining.replace(/^-/, "")} short />
          </span>
        }
      >
        {small(
          rolling
            ? `of any window; moves on ${momentWords(standing.resets_at, nowMs, zone)}`
            : `until ${momentWords(standing.period_end, nowMs, zone)}, when it begins anew`,
        )}
      </StatCard>
      <ForecastCard measure={measure} forecast={forecast} rolling={rolling} nowMs={nowMs} zone={zone} />
      <StatCard label="Limit reached" value={<BreachWords forecast={forecast} over={over} nowMs={nowMs} zone={zone} />}>
        {forecast?.kind === "forecast" && forecast.breach_earliest && !over
          ? small(
              `80%: ${momentWords(forecast.breach_earliest, nowMs, zone)} to ${
                forecast.breach_latest ? momentWords(forecast.breach_latest, nowMs, zone) : "later"
              }`,
            )
          : small(
              over || !forecast
                ? ""
                : forecast.kind === "forecast"
                  ? "if it goes on as expected"
                  : "if it goes on at its pace so far",
            )}
      </StatCard>
      <StatCard label="Burn rate, last hour" value={`${fast.multiple.toFixed(fast.multiple >= 10 ? 0 : 1)}×`}>
        {small(`the even pace; last 6 hours ${slow.multiple.toFixed(1)}×`)}
      </StatCard>
    </SimpleGrid>
  );
}
