"use client";

import { Button, Tabs, Text } from "@mantine/core";
import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useConsole } from "@/app/hooks/use-console";
import { useFilters } from "@/app/hooks/use-filters";
import { oneEach } from "@/components/stops/call-scope-words";
import { PageHeader } from "@/components/ui/page-header";
import { ActiveStops } from "./active-stops";
import { AskDecision } from "./ask-decision";
import { EndedStops } from "./ended-stops";
import { NewStop } from "./new-stop";

const VIEWS = ["active", "ended", "ask"] as const;
const KEYS = {
  view: parseAsStringLiteral(VIEWS).withDefault("active"),
  new: parseAsBoolean.withDefault(false),
  why: parseAsString,
};

export function Stops() {
  const { user } = useConsole();
  const [state, setState] = useQueryStates(KEYS, { history: "push" });
  const filled = useFilters();
  const mayStop = user.role === "admin" || user.role === "engineer";
  return (
    <>
      <PageHeader
        title="Stops"
        description="Calls that are blocked or slowed down. A stop binds those who ask for a decision; its coverage says how many do."
      >
        {mayStop ? (
          <Button color="red.9" onClick={() => void setState({ new: true })}>
            Stop calls
          </Button>
        ) : (
          <Text size="sm" c="dimmed">
            Admins and engineers stop calls.
          </Text>
        )}
      </PageHeader>
      <Tabs
        value={state.view}
        onChange={(value) => void setState({ view: VIEWS.find((one) => one === value) ?? null })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="active">In force</Tabs.Tab>
          <Tabs.Tab value="ended">Ended</Tabs.Tab>
          <Tabs.Tab value="ask">Would a call be allowed?</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="active">
          <ActiveStops />
        </Tabs.Panel>
        <Tabs.Panel value="ended">
          <EndedStops />
        </Tabs.Panel>
        <Tabs.Panel value="ask">
          <AskDecision />
        </Tabs.Panel>
      </Tabs>
      {mayStop ? (
        <NewStop
          opened={state.new}
          start={{ scope: oneEach(filled.filters), reason: state.why ?? "" }}
          onClose={() => {
            filled.clear();
            void setState({ new: null, why: null });
          }}
        />
      ) : null}
    </>
  );
}
