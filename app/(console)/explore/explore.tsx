"use client";

import { Stack } from "@mantine/core";
import { useExplore } from "@/app/hooks/use-explore";
import { useSpend } from "@/app/hooks/use-spend";
import { PageHeader } from "@/components/ui/page-header";
import { Filters } from "../filters";
import { Ranged } from "../ranged";
import { REFRESH_MS } from "../refresh";
import { ExploreChart } from "./explore-chart";
import { ExploreControls } from "./explore-controls";
import { ExploreTable } from "./explore-table";

/** Rows of the table; what is beyond is summed into one. */
const MOST_ROWS = 500;

export function Explore() {
  const state = useExplore();
  const { range, filter, groupBy } = state;
  const question = {
    range: range.range,
    zone: range.zone,
    groupBy,
    filters: filter.filters,
    granularity: "none",
    limit: MOST_ROWS,
  } as const;
  const groups = useSpend(question, { refreshMs: REFRESH_MS * 2 });
  return (
    <>
      <PageHeader title="Explore" description="Spend and usage by any dimensions over any days." />
      <Ranged range={range} updatedAtMs={groups.dataUpdatedAt} failing={groups.isRefetchError} />
      <Filters state={filter} />
      <ExploreControls state={state} />
      <Stack gap="md">
        <ExploreChart state={state} />
        <ExploreTable state={state} groups={groups} question={question} />
      </Stack>
    </>
  );
}
