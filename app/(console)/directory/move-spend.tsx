"use client";

import { Button, Checkbox, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { isApiError } from "@/app/hooks/api";
import { useConsole } from "@/app/hooks/use-console";
import { useDimensionValues } from "@/app/hooks/use-dimension-values";
import { type MoveBody, useMakeMove, useRehearseMove } from "@/app/hooks/use-moves";
import { useQuarterHour } from "@/app/hooks/use-now";
import { namesWords } from "@/components/directory/move-columns";
import { MoveEffect } from "@/components/directory/move-effect";
import { type MoveFields, MoveForm } from "@/components/directory/move-form";
import { formatMoney } from "@/components/format/money";
import { plural } from "@/components/format/number";
import { FormProblem } from "@/components/ui/form-problem";
import { Panel } from "@/components/ui/panel";
import { addDays, localDate, rfc3339, startOfLocalDate } from "@/lib/platform/time";

const SHOWN_DAYS = 30;
const filled = (names: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(names)
      .map(([name, value]) => [name, value.trim()] as const)
      .filter(([, value]) => value !== ""),
  );
/** A day that is none is sent as it is, so that the answer says so. */
function instantOf(day: string, zone: string): string {
  const startMs = startOfLocalDate(day, zone);
  return startMs === null ? day : rfc3339(startMs);
}

/** Moves spend that was sent with the wrong names: shown first, then made. */
export function MoveSpend({ onMade }: { onMade: (id: string | null) => void }) {
  const { organisation } = useConsole();
  const { timezone } = organisation;
  const now = useQuarterHour();
  const today = localDate(now, timezone);
  const suggestions = {
    tenant: useDimensionValues("tenant", "").data ?? [],
    feature: useDimensionValues("feature", "").data ?? [],
    environment: useDimensionValues("environment", "").data ?? [],
    provider: useDimensionValues("provider", "").data ?? [],
    model: useDimensionValues("model", "").data ?? [],
  };
  const rehearse = useRehearseMove();
  const make = useMakeMove();
  const [asked, setAsked] = useState<MoveBody | null>(null);
  const [skip, setSkip] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const shown = asked ? rehearse.data : undefined;
  const error = rehearse.error;
  const forget = () => {
    setAsked(null);
    setSkip(false);
    rehearse.reset();
    make.reset();
  };
  const show = (fields: MoveFields) => {
    make.reset();
    const body: MoveBody = {
      filter: filled(fields.filter),
      set: filled(fields.set),
      from: instantOf(fields.from, timezone),
      to: instantOf(fields.to === "" ? "" : addDays(fields.to, 1), timezone),
      reason: fields.reason,
      collisions: "refuse",
    };
    setAsked(body);
    rehearse.mutate(body);
  };
  const apply = () => {
    setConfirming(false);
    if (!asked) return;
    make.mutate(
      { ...asked, collisions: skip ? "skip" : "refuse" },
      {
        onSuccess: ({ id }) => {
          forget();
          onMade(id);
        },
      },
    );
  };
  const stuck = (shown?.collisions.events ?? 0) > 0;
  return (
    <Panel
      title="Move spend"
      description="Events that were sent with the wrong tenant, feature or environment go where they belong, with every total they are in. Budgets follow; no alert is repeated; costs stay."
    >
      <Stack gap="md">
        <MoveForm
          first={{ from: addDays(today, 1 - SHOWN_DAYS), to: today }}
          suggestions={suggestions}
          rehearsing={rehearse.isPending}
          problem={error ? error.message : null}
          faults={isApiError(error) ? error.fieldErrors : []}
          onRehearse={show}
          onEdit={forget}
        />
        {shown ? (
          <>
            <MoveEffect move={shown} />
            {stuck ? (
              <Checkbox
                label="Leave events that cannot move where they are"
                checked={skip}
                onChange={(event) => setSkip(event.currentTarget.checked)}
              />
            ) : null}
            <FormProblem message={make.error?.message ?? null} faults={isApiError(make.error) ? make.error.fieldErrors : []} />
            <Group justify="flex-end">
              <Button
                disabled={shown.events === 0 || (stuck && !skip)}
                loading={make.isPending}
                onClick={() => setConfirming(true)}
              >
                Move {plural(shown.events, "event")}
              </Button>
            </Group>
          </>
        ) : null}
      </Stack>
      <Modal
        opened={confirming}
        onClose={() => setConfirming(false)}
        title={<Text fw={650}>Move this spend?</Text>}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {asked && shown ? (
          <Stack gap="md">
            <Text size="sm" className="wrap-anywhere">
              {plural(shown.events, "event")} of {formatMoney(shown.effective_cost_usd)} go from {namesWords(asked.filter)} to{" "}
              {namesWords(asked.set)}. The other way round, it can be moved back.
            </Text>
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setConfirming(false)}>
                Cancel
              </Button>
              <Button onClick={apply}>Move</Button>
            </Group>
          </Stack>
        ) : null}
      </Modal>
    </Panel>
  );
}
