import { Text } from "@mantine/core";
import { knownCost, type SpendMeasures, type SpendRow } from "@/app/hooks/use-spend";
import { shareOf } from "@/components/format/money";
import { formatCount, formatLatency, formatShare } from "@/components/format/number";
import type { Column } from "@/components/tables/column";
import { Money } from "@/components/ui/money";
import { parseAtto } from "@/lib/platform/decimal";

type CountName = "total_tokens" | "requests" | "errors";

function count(id: string, header: string, name: CountName, total: SpendMeasures): Column<SpendRow> {
  return {
    id,
    header,
    align: "end",
    sortBy: (row) => Number(row[name]),
    cell: (row) => formatCount(row[name]),
    total: formatCount(total[name]),
  };
}

/** Every measure of a group, whichever the chart shows. */
export function measureColumns(total: SpendMeasures): Column<SpendRow>[] {
  return [
    {
      id: "cost",
      header: "Cost",
      align: "end",
      nowrap: true,
      sortBy: (row) => parseAtto(knownCost(row) ?? ""),
      cell: (row) => (
        <>
          <Money value={knownCost(row)} />
          {knownCost(row) !== null && Number(row.unpriced_requests) > 0 ? (
            <Text
              span
              inherit
              c="var(--cw-warn)"
              title={`${formatCount(row.unpriced_requests)} requests are not priced and not in it`}
            >
              {" "}
              + unpriced
            </Text>
          ) : null}
        </>
      ),
      total: <Money value={knownCost(total)} />,
    },
    {
      id: "share",
      header: "Share",
      align: "end",
      cell: (row) => formatShare(shareOf(row.effective_cost_usd, total.effective_cost_usd)),
    },
    count("requests", "Requests", "requests", total),
    count("tokens", "Tokens", "total_tokens", total),
    {
      ...count("errors", "Errors", "errors", total),
      nowrap: true,
      cell: (row) =>
        `${formatCount(row.errors)} (${formatShare(Number(row.requests) > 0 ? Number(row.errors) / Number(row.requests) : null)})`,
    },
    {
      id: "latency",
      header: "Latency p95",
      align: "end",
      nowrap: true,
      sortBy: (row) => row.latency_p95_ms,
      cell: (row) => formatLatency(row.latency_p95_ms),
      total: formatLatency(total.latency_p95_ms),
    },
  ];
}
