"use client";

import { SegmentedControl, Skeleton } from "@mantine/core";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { useAddress } from "@/app/hooks/use-address";
import { spendByCsvUrl, useSpendBy } from "@/app/hooks/use-directory";
import { ownerColumns } from "@/components/directory/owner-columns";
import { SortableTable } from "@/components/tables/sortable-table";
import { DownloadButton } from "@/components/ui/download-button";
import { NothingHere } from "@/components/ui/nothing-here";
import { Panel } from "@/components/ui/panel";
import { ApiProblem } from "../api-problem";

const BY = ["owner", "cost_centre"] as const;

/** The last thirty days by who answers for them. */
export function SpendByOwner() {
  const [by, setBy] = useQueryState("by", parseAsStringLiteral(BY).withDefault("owner"));
  const [sort, setSort] = useState({ column: "spend", descending: true });
  const { data, error, refetch } = useSpendBy(by);
  const { exploreHref, eventsHref } = useAddress();
  return (
    <Panel
      title={by === "owner" ? "Spend by owner" : "Spend by cost centre"}
      description="The last 30 days. Usage counts to its feature's owner, else to its tenant's, else to its environment's."
      actions={
        <>
          <DownloadButton href={spendByCsvUrl(by)} format="CSV" />
          <SegmentedControl
            aria-label="Spend by"
            size="xs"
            value={by}
            onChange={(value) => void setBy(BY.find((one) => one === value) ?? null)}
            data={[
              { value: "owner", label: "Owner" },
              { value: "cost_centre", label: "Cost centre" },
            ]}
          />
        </>
      }
    >
      {error && !data ? (
        <ApiProblem title="Spend cannot be read" error={error} onRetry={() => refetch()} />
      ) : !data ? (
        <Skeleton height={240} />
      ) : data.rows.length === 0 ? (
        <NothingHere title="Nothing was spent in these days">It is shown here with the first event.</NothingHere>
      ) : (
        <SortableTable
          caption="Spend by who answers for it"
          columns={ownerColumns(data.by, data.total.effective_cost_usd, exploreHref, eventsHref)}
          rows={data.rows}
          rowKey={({ value }) => value ?? ""}
          sort={sort}
          onSort={setSort}
        />
      )}
    </Panel>
  );
}
