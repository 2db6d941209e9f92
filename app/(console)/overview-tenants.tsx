"use client";

import { Skeleton } from "@mantine/core";
import { useMemo } from "react";
import { overviewQuestions } from "@/app/hooks/overview-questions";
import { useAddress } from "@/app/hooks/use-address";
import { useQuarterHour } from "@/app/hooks/use-now";
import type { RangeState } from "@/app/hooks/use-range";
import { knownCost, type SpendRow, useSpend } from "@/app/hooks/use-spend";
import { shareOf } from "@/components/format/money";
import { formatCount, formatShare } from "@/components/format/number";
import type { Column } from "@/components/tables/column";
import { DataTable } from "@/components/tables/data-table";
import { ShareBar } from "@/components/tables/share-bar";
import { Money } from "@/components/ui/money";
import { Named } from "@/components/ui/named";
import { NothingHere } from "@/components/ui/nothing-here";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import { ApiProblem } from "./api-problem";
import { REFRESH_MS } from "./refresh";

export function OverviewTenants({ range }: { range: RangeState }) {
  const { exploreHref } = useAddress();
  const spend = useSpend(overviewQuestions(range, useQuarterHour(), "tenant").tenants, { refreshMs: REFRESH_MS });
  const { data } = spend;
  const columns = useMemo((): Column<SpendRow>[] => {
    const total = data?.total.effective_cost_usd ?? null;
    return [
      {
        id: "tenant",
        header: "Tenant",
        cell: (row) =>
          row.other ? (
            "All others"
          ) : (
            <TextLink href={exploreHref({ by: ["feature"], filters: { tenant: [String(row.tenant)] } })}>
              <Named dimension="tenant" value={String(row.tenant)} />
            </TextLink>
          ),
        total: "All tenants",
      },
      {
        id: "share",
        header: "Share",
        wide: true,
        align: "end",
        cell: (row) => {
          const share = shareOf(row.effective_cost_usd, total);
          return <ShareBar share={share} label={formatShare(share)} />;
        },
      },
      {
        id: "cost",
        header: "Spend",
        align: "end",
        nowrap: true,
        cell: (row) => <Money value={knownCost(row)} />,
        total: data ? <Money value={knownCost(data.total)} /> : null,
      },
      {
        id: "requests",
        header: "Requests",
        align: "end",
        cell: (row) => formatCount(row.requests),
        total: formatCount(data?.total.requests),
      },
    ];
  }, [data, exploreHref]);
  return (
    <Panel title="Top tenants" actions={<TextLink href={exploreHref({ by: ["tenant"] })}>All tenants</TextLink>}>
      {spend.error && !data ? (
        <ApiProblem title="Tenants cannot be read" error={spend.error} onRetry={() => spend.refetch()} />
      ) : !data ? (
        <Skeleton height={260} />
      ) : data.rows.length === 0 ? (
        <NothingHere title="No tenant spent anything in this range" />
      ) : (
        <DataTable
          caption="Top tenants by spend"
          columns={columns}
          rows={data.rows.filter((row) => !row.other)}
          lastRow={data.rows.find((row) => row.other) ?? null}
          rowKey={(row) => String(row.tenant)}
          hasTotals
        />
      )}
    </Panel>
  );
}
