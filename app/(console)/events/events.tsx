"use client";

import { Tabs } from "@mantine/core";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useRange } from "@/app/hooks/use-range";
import { PageHeader } from "@/components/ui/page-header";
import { Ranged } from "../ranged";
import { AcceptedEvents } from "./accepted-events";
import { RejectedEvents } from "./rejected-events";

const STATES = ["accepted", "rejected"] as const;

export function Events() {
  const range = useRange();
  const [state, setState] = useQueryState(
    "state",
    parseAsStringLiteral(STATES).withDefault("accepted").withOptions({ history: "push" }),
  );
  return (
    <>
      <PageHeader title="Events" description="Every reported call, its cost and how it came about." />
      <Ranged range={range} />
      <Tabs value={state} onChange={(value) => void setState(value === "rejected" ? "rejected" : null)} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="accepted">Recorded</Tabs.Tab>
          <Tabs.Tab value="rejected">Rejected</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="accepted">
          <AcceptedEvents range={range} />
        </Tabs.Panel>
        <Tabs.Panel value="rejected">
          <RejectedEvents range={range} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
