"use client";

import { Button, Group, SegmentedControl, Skeleton, Stack } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useState } from "react";
import { useConsole } from "@/app/hooks/use-console";
import { type LiveWindow, useLive, useLiveChoice } from "@/app/hooks/use-live";
import { useNow } from "@/app/hooks/use-now";
import { Freshness } from "@/components/filters/freshness";
import { LiveFigures } from "@/components/live/live-figures";
import { MinutesChart } from "@/components/live/minutes-chart";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { ApiProblem } from "../api-problem";
import { Filters } from "../filters";
import { LiveBurners } from "./live-burners";
import { LiveStorms } from "./live-storms";

const EVERY_MS = 3000;

export function Live() {
  const { timezone } = useConsole().organisation;
  const choice = useLiveChoice();
  const [paused, setPaused] = useState(false);
  const live = useLive(choice, paused ? false : EVERY_MS);
  const answer = live.data;
  const total = answer?.totals.find(({ minutes }) => String(minutes) === choice.window);
  return (
    <>
      <PageHeader
        title="Live"
        description="What burns now, by event time, against the same minutes an hour ago. The minute that is running counts as far as it has come."
      >
        <Group gap="sm">
          <Updated updatedAtMs={live.dataUpdatedAt} failing={live.isRefetchError} />
          <Button
            size="xs"
            variant="default"
            onClick={() => setPaused(!paused)}
            leftSection={paused ? <IconPlayerPlay size={14} aria-hidden /> : <IconPlayerPause size={14} aria-hidden />}
          >
            {paused ? "Go on" : "Pause"}
          </Button>
          <SegmentedControl
            size="xs"
            aria-label="Window"
            value={choice.window}
            onChange={(window) => choice.choose({ window: window as LiveWindow })}
            data={[
              { value: "5", label: "5 minutes" },
              { value: "60", label: "60 minutes" },
            ]}
          />
        </Group>
      </PageHeader>
      <Filters state={choice.filter} />
      <Stack gap="md">
        {live.error && !answer ? (
          <ApiProblem title="The live figures cannot be read" error={live.error} onRetry={() => live.refetch()} />
        ) : null}
        <LiveFigures total={total} />
        <Panel title="Spend by minute">
          {answer ? (
            <MinutesChart minutes={answer.minutes} windowMinutes={Number(choice.window)} zone={timezone} />
          ) : (
            <Skeleton height={130} />
          )}
        </Panel>
        <LiveBurners choice={choice} answer={answer} />
        <LiveStorms choice={choice} answer={answer} />
      </Stack>
    </>
  );
}

/** Apart from the rest, since it renders each second. */
function Updated({ updatedAtMs, failing }: { updatedAtMs: number; failing: boolean }) {
  return <Freshness updatedAtMs={updatedAtMs || undefined} nowMs={useNow()} failing={failing} />;
}
