import { Box, Skeleton, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { plural } from "@/components/format/number";
import { formatDay } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import { DataTable } from "@/components/tables/data-table";
import { Panel } from "@/components/ui/panel";
import { Amount } from "./amount";
import { BreachWords, ForecastWords, forecastRatio, momentWords } from "./forecast-words";
import type { Preview } from "./shapes";
import { UsedBar } from "./used-bar";
import { amountWords, formatRatio, type Measure } from "./words";

interface PreviewPanelProps {
  measure: Measure;
  preview: Preview | undefined;
  /** Nothing is asked while a needed field is missing. */
  asking: boolean;
  stale: boolean;
  problem: string | null;
  nowMs: number;
  zone: string;
}

/** 19 Nov 2026 */
function plainDay(at: string, zone: string): string {
  return formatDay(at, zone).replace(/^\w+, /, "");
}

type Past = Preview["past"][number];

function pastColumns(measure: Measure, zone: string): Column<Past>[] {
  return [
    { id: "period", header: "From", nowrap: true, cell: (past) => plainDay(past.period_start, zone) },
    { id: "spent", header: "Spent", align: "end", nowrap: true, cell: (past) => <Amount measure={measure} value={past.spent} /> },
    { id: "used", header: "Of this limit", nowrap: true, align: "end", cell: (past) => formatRatio(past.used_ratio) },
    {
      id: "crossed",
      header: "Would have crossed",
      cell: (past) => (
        <Text size="xs" miw={90}>
          {past.crossed.map(({ percent, at }) => `${percent}% on ${plainDay(at, zone).replace(/ \d{4}$/, "")}`).join(", ") ||
            (past.subjects_over === null ? "nothing" : "")}
          {past.subjects_over === null ? "" : ` ${past.subjects_over} over`}
        </Text>
      ),
    },
  ];
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Box>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text component="div" size="sm">
        {children}
      </Text>
    </Box>
  );
}

function Shown({ measure, preview, nowMs, zone }: { measure: Measure; preview: Preview; nowMs: number; zone: string }) {
  const { standing, forecast, subjects, past } = preview;
  return (
    <Stack gap="md">
      <Text fw={600}>{preview.sentence}</Text>
      {subjects ? (
        <Text size="sm">
          {plural(subjects.count, "value")} with usage now, {subjects.over} over the limit.
        </Text>
      ) : null}
      {standing ? (
        <>
          <Fact label={standing.subject ? `Used now, by ${standing.subject}` : "Used now"}>
            <UsedBar ratio={standing.used_ratio} forecastRatio={forecastRatio(forecast, standing.limit)} width={180} />
            <Amount measure={measure} value={standing.spent} unpriced={standing.unpriced_requests} /> of{" "}
            {amountWords(measure, standing.limit)}
          </Fact>
          <Fact label={forecast ? `Forecast for ${momentWords(forecast.ends_at, nowMs, zone)}` : "Forecast"}>
            <ForecastWords measure={measure} forecast={forecast} />
          </Fact>
          <Fact label="Limit reached">
            <BreachWords forecast={forecast} over={standing.used_ratio >= 1} nowMs={nowMs} zone={zone} />
          </Fact>
        </>
      ) : null}
      {past.length > 0 ? (
        <DataTable
          caption="The last periods against this limit"
          columns={pastColumns(measure, zone)}
          rows={past}
          rowKey={(row) => row.period_start}
        />
      ) : null}
    </Stack>
  );
}

/** What a budget would show now, and would have shown before. */
export function PreviewPanel({ measure, preview, asking, stale, problem, nowMs, zone }: PreviewPanelProps) {
  return (
    <Panel title="Preview" description="With the usage there is. Nothing is saved yet.">
      <Box role="status" aria-live="polite" aria-busy={stale} style={{ opacity: stale ? 0.6 : 1 }}>
        {!asking ? (
          <Text size="sm" c="dimmed">
            Type a limit to see what it would have said.
          </Text>
        ) : problem ? (
          <Text size="sm" c="var(--mantine-color-error)">
            {problem}
          </Text>
        ) : preview ? (
          <Shown measure={measure} preview={preview} nowMs={nowMs} zone={zone} />
        ) : (
          <Skeleton height={240} />
        )}
      </Box>
    </Panel>
  );
}
