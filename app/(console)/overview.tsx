"use client";

import { Skeleton, Stack } from "@mantine/core";
import dynamic from "next/dynamic";
import { useState } from "react";
import { overviewQuestions } from "@/app/hooks/overview-questions";
import { useNewestEvent } from "@/app/hooks/use-events";
import { useQuarterHour } from "@/app/hooks/use-now";
import { useRange } from "@/app/hooks/use-range";
import { useSpend } from "@/app/hooks/use-spend";
import { PageHeader } from "@/components/ui/page-header";
import { ApiProblem } from "./api-problem";
import { OverviewByDay } from "./overview-by-day";
import { OverviewFigures } from "./overview-figures";
import { OverviewTenants } from "./overview-tenants";
import { Ranged } from "./ranged";
import { REFRESH_MS } from "./refresh";

// Seen once in the life of an installation.
const FirstRun = dynamic(() => import("./first-run").then((module) => module.FirstRun), {
  loading: () => <Skeleton height={480} />,
});

// At the end and often empty: it need not hold up or push away what stands above.
const OverviewAlerts = dynamic(() => import("./overview-alerts"), { loading: () => null });
const OverviewBudgets = dynamic(() => import("./overview-budgets"));

export function Overview() {
  const range = useRange();
  const newest = useNewestEvent(false);
  // Once the page waited for the first event, it shows it, until the reader goes on.
  const [waiting, setWaiting] = useState(false);
  const ever = useSpend(overviewQuestions(range, useQuarterHour(), "tenant").total, { refreshMs: REFRESH_MS });

  if (waiting || newest.data === null) return <FirstRun onWaiting={() => setWaiting(true)} onDone={() => setWaiting(false)} />;
  return (
    <>
      <PageHeader
        title="Overview"
        description="What AI calls cost today, this month and in the days chosen, whose they were, and how much of the total is known."
      />
      <Ranged range={range} updatedAtMs={ever.dataUpdatedAt} failing={ever.isRefetchError} />
      <Stack gap="md">
        {ever.error && !ever.data ? (
          <ApiProblem title="The overview cannot be read" error={ever.error} onRetry={() => ever.refetch()} />
        ) : null}
        <OverviewAlerts />
        <OverviewFigures range={range} report={ever.data} />
        <OverviewByDay range={range} />
        <OverviewTenants range={range} />
        <OverviewBudgets />
      </Stack>
    </>
  );
}
