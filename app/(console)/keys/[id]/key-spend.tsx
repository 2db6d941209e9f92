"use client";

import { SegmentedControl, Skeleton } from "@mantine/core";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useConsole } from "@/app/hooks/use-console";
import { useQuarterHour } from "@/app/hooks/use-now";
import { knownCost, type SpendRow, useSpend } from "@/app/hooks/use-spend";
import { formatCount } from "@/components/format/number";
import { Sparkline } from "@/components/keys/sparkline";
import type { Column } from "@/components/tables/column";
import { DataTable } from "@/components/tables/data-table";
import { Money } from "@/components/ui/money";
import { Named } from "@/components/ui/named";
import { NothingHere } from "@/components/ui/nothing-here";
import { Panel } from "@/components/ui/panel";
import { DAY_MS, firstInstantOf, periods, rfc3339 } from "@/lib/platform/time";
import { ApiProblem } from "../../api-problem";

const DIMENSIONS = ["environment", "tenant", "feature"] as const;
const DAYS = 30;
const MOST = 20;
const REFRESH = { refreshMs: 10_000 };

interface UseRow {
  value: string;
  total: SpendRow;
  days: (string | null)[];
}

/** What a key spent in 30 days, by where it was used, over time. All of its values count as the one key. */
export function KeySpend({ id }: { id: string }) {
  const { timezone } = useConsole().organisation;
  const now = useQuarterHour();
  const [by, setBy] = useQueryState("by", parseAsStringLiteral(DIMENSIONS).withDefault("environment"));
  const range = { fromMs: firstInstantOf("day", now - (DAYS - 1) * DAY_MS, timezone), toMs: now + 1 };
  const question = { range, groupBy: [by], zone: timezone, filters: { key: [id] } };
  const totals = useSpend({ ...question, limit: MOST }, REFRESH);
  const daily = useSpend({ ...question, granularity: "day", top: MOST }, REFRESH);
  const starts = periods(range.fromMs, range.toMs, "day", timezone).map(({ startMs }) => rfc3339(startMs));
  const rows = totals.data?.rows
    .filter((row) => !row.other)
    .map((total): UseRow => {
      const value = String(total[by] ?? "");
      const costs = new Map(daily.data?.rows.filter((row) => row[by] === value).map((row) => [row.period_start, knownCost(row)]));
      return { value, total, days: starts.map((day) => costs.get(day) ?? null) };
    });
  const columns: Column<UseRow>[] = [
    { id: by, header: by.charAt(0).toUpperCase() + by.slice(1), cell: ({ value }) => <Named dimension={by} value={value} /> },
    {
      id: "requests",
      header: "Requests",
      align: "end",
      cell: ({ total }) => formatCount(total.requests),
      total: formatCount(totals.data?.total.requests),
    },
    {
      id: "spend",
      header: "Spend",
      align: "end",
      cell: ({ total }) => <Money value={knownCost(total)} />,
      total: totals.data ? <Money value={knownCost(totals.data.total)} /> : null,
    },
    { id: "days", header: "By day", cell: ({ value, days }) => <Sparkline values={days} label={`Spend in ${value} by day`} /> },
  ];
  return (
    <Panel
      title="Spend, 30 days"
      actions={
        <SegmentedControl
          size="xs"
          aria-label="By"
          value={by}
          onChange={(value) => void setBy(DIMENSIONS.find((one) => one === value) ?? null)}
          data={[...DIMENSIONS]}
        />
      }
    >
      {totals.error && !rows ? (
        <ApiProblem title="Its spend cannot be read" error={totals.error} onRetry={() => totals.refetch()} />
      ) : !rows ? (
        <Skeleton height={120} />
      ) : rows.length === 0 ? (
        <NothingHere title="No usage in 30 days" />
      ) : (
        <DataTable caption={`Spend by ${by}`} columns={columns} rows={rows} rowKey={({ value }) => value} hasTotals />
      )}
    </Panel>
  );
}
