import { Box, Stack, Text } from "@mantine/core";
import { plural } from "@/components/format/number";
import type { Column } from "@/components/tables/column";
import { TextLink } from "@/components/ui/text-link";
import { Amount } from "./amount";
import { BreachWords, endWords, ForecastWords, forecastRatio } from "./forecast-words";
import { RISK_WORDS, riskOf } from "./risk";
import type { ListedBudget } from "./shapes";
import { UsedBar } from "./used-bar";
import { periodWords, scopeWords } from "./words";

const MODE_ACTS = { observe: "", warn: "warns", throttle: "throttles", block: "blocks" } as const;

function Name({ budget, subjects, standing }: ListedBudget) {
  return (
    <Stack gap={0} miw={{ base: 120, xs: 190 }}>
      <TextLink href={`/budgets/${budget.id}`}>{budget.name}</TextLink>
      <Text size="xs" c="dimmed" className="wrap-anywhere">
        {scopeWords(budget.scope, budget.each)}
        {budget.mode === "observe" ? "" : `; ${MODE_ACTS[budget.mode]}`}
        {budget.archived_at ? "; archived" : ""}
      </Text>
      {subjects && budget.each ? (
        <Text size="xs" c={subjects.over > 0 ? "var(--cw-rise)" : "dimmed"}>
          {plural(subjects.count, budget.each)}, {subjects.over} over
          {standing?.subject ? `; shown: ${standing.subject}` : ""}
        </Text>
      ) : null}
    </Stack>
  );
}

function Used({ row, zone, nowMs }: { row: ListedBudget; zone: string; nowMs: number }) {
  const { budget, standing, forecast } = row;
  if (!standing)
    return (
      <Text inherit c="dimmed">
        {RISK_WORDS.unused}
      </Text>
    );
  return (
    <Stack gap={0}>
      <UsedBar ratio={standing.used_ratio} forecastRatio={forecastRatio(forecast, standing.limit)} />
      <Text size="xs" c="dimmed" className="tabular">
        <Amount measure={budget.measure} value={standing.spent} unpriced={standing.unpriced_requests} /> of{" "}
        <Amount measure={budget.measure} value={standing.limit} />
        {budget.measure === "cost" ? "" : ` ${budget.measure}`}
      </Text>
      {/* Where the column of it lies out of sight. */}
      <Box hiddenFrom="xs" fz="xs">
        <BreachWords forecast={forecast} over={riskOf(row) === "over"} nowMs={nowMs} zone={zone} />
      </Box>
    </Stack>
  );
}

/** Budgets as the server sorts them. */
export function budgetColumns(zone: string, nowMs: number): Column<ListedBudget>[] {
  return [
    { id: "name", header: "Budget", cell: (row) => <Name {...row} /> },
    { id: "used", header: "Used", nowrap: true, cell: (row) => <Used row={row} zone={zone} nowMs={nowMs} /> },
    {
      id: "breach",
      header: "Limit reached",
      nowrap: true,
      cell: (row) => <BreachWords forecast={row.forecast} over={riskOf(row) === "over"} nowMs={nowMs} zone={zone} />,
    },
    {
      id: "forecast",
      header: "Forecast at the end",
      nowrap: true,
      cell: ({ budget, forecast }) => <ForecastWords measure={budget.measure} forecast={forecast} />,
    },
    {
      id: "period",
      header: "Period",
      nowrap: true,
      cell: ({ budget, standing }) => (
        <Stack gap={0}>
          <Text inherit>{periodWords(budget.period)}</Text>
          <Text size="xs" c="dimmed">
            {standing && budget.period.kind !== "rolling" ? `until ${endWords(standing.period_end, nowMs, zone)}` : ""}
          </Text>
        </Stack>
      ),
    },
  ];
}
