import { Box, Button, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { formatMoney } from "@/components/format/money";
import { plural } from "@/components/format/number";
import { formatInstantShort } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import type { StopAnswer } from "@/lib/budgets/stops/contract";
import { callScopeWords } from "./call-scope-words";
import { CoverageWords } from "./coverage-words";

function effect({ mode, requests_per_minute, usd_per_minute }: StopAnswer): string {
  if (mode === "block") return "blocked";
  if (requests_per_minute !== null) return `at most ${plural(requests_per_minute, "request")} a minute`;
  return `at most ${formatMoney(usd_per_minute)} a minute`;
}

/** @param narrow shown below it on narrow screens, where the columns of its end and its lifting lie out of sight */
const what = (narrow?: (stop: StopAnswer) => ReactNode): Column<StopAnswer> => ({
  id: "what",
  header: "Stopped",
  cell: (stop) => (
    <Stack gap={0} miw={170}>
      <Text inherit fw={600} className="wrap-anywhere">
        {callScopeWords(stop.scope)}
      </Text>
      <Text size="xs" c="dimmed">
        {effect(stop)}
      </Text>
      {narrow ? <Box hiddenFrom="xs">{narrow(stop)}</Box> : null}
    </Stack>
  ),
});

const why: Column<StopAnswer> = {
  id: "why",
  header: "Why",
  cell: (stop) => (
    <Text size="sm" miw={150} className="wrap-anywhere">
      {stop.reason}
    </Text>
  ),
};

function who(zone: string): Column<StopAnswer> {
  return {
    id: "who",
    header: "Who",
    cell: (stop) => (
      <Stack gap={0}>
        <Text inherit>{stop.created_by}</Text>
        <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
          {formatInstantShort(stop.created_at, zone)}
        </Text>
      </Stack>
    ),
  };
}

/** Stops in force. `onLift` opens the question why. */
export function activeStopColumns(zone: string, onLift: (stop: StopAnswer) => void): Column<StopAnswer>[] {
  const until = (stop: StopAnswer) => (stop.expires_at ? formatInstantShort(stop.expires_at, zone) : "somebody lifts it");
  const lift = (stop: StopAnswer) =>
    stop.may_lift ? (
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => onLift(stop)}
        aria-label={`Lift the stop of ${callScopeWords(stop.scope)}`}
      >
        Lift
      </Button>
    ) : (
      <Text size="xs" c="dimmed">
        an admin lifts it
      </Text>
    );
  const narrow = (stop: StopAnswer) => (
    <>
      <Text size="xs" c="dimmed" mb={4}>
        until {until(stop)}
      </Text>
      {lift(stop)}
    </>
  );
  return [
    what(narrow),
    why,
    who(zone),
    { id: "until", header: "Until", nowrap: true, cell: until },
    { id: "coverage", header: "Coverage", cell: (stop) => <CoverageWords coverage={stop.coverage} /> },
    {
      id: "lift",
      header: "Action",
      align: "end",
      nowrap: true,
      cell: (stop) => <Box visibleFrom="xs">{lift(stop)}</Box>,
    },
  ];
}

export function endedStopColumns(zone: string): Column<StopAnswer>[] {
  return [
    what(),
    why,
    who(zone),
    {
      id: "ended",
      header: "Ended",
      cell: (stop) => (
        <Stack gap={0}>
          <Text inherit style={{ whiteSpace: "nowrap" }}>
            {formatInstantShort(stop.lifted_at ?? stop.expires_at ?? stop.created_at, zone)}
          </Text>
          <Text size="xs" c="dimmed">
            {stop.state === "lifted"
              ? `lifted by ${stop.lifted_by}${stop.lift_reason ? `: ${stop.lift_reason}` : ""}`
              : "expired"}
          </Text>
        </Stack>
      ),
    },
  ];
}
