"use client";

import { Modal, Text } from "@mantine/core";
import { useState } from "react";
import { useConsole } from "@/app/hooks/use-console";
import { useLiftStop } from "@/app/hooks/use-stops";
import { callScopeWords } from "@/components/stops/call-scope-words";
import { LiftForm } from "@/components/stops/lift-form";
import { activeStopColumns } from "@/components/stops/stop-columns";
import { NothingHere } from "@/components/ui/nothing-here";
import type { StopAnswer } from "@/lib/budgets/stops/contract";
import { StopList } from "./stop-list";

export function ActiveStops() {
  const { organisation } = useConsole();
  const lift = useLiftStop();
  const [lifting, setLifting] = useState<StopAnswer | null>(null);
  const finish = () => {
    lift.reset();
    setLifting(null);
  };
  return (
    <>
      <StopList
        state="active"
        title="In force"
        caption="Stops in force, newest first"
        columns={activeStopColumns(organisation.timezone, setLifting)}
        empty={
          <NothingHere title="Nothing is stopped">
            When a tenant, a key or a model runs away, stop it here; it ends by itself when you say so.
          </NothingHere>
        }
      />
      <Modal
        opened={lifting !== null}
        onClose={finish}
        title={<Text fw={650}>Lift the stop</Text>}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {lifting ? (
          <LiftForm
            what={callScopeWords(lifting.scope)}
            saving={lift.isPending}
            problem={lift.error?.message ?? null}
            onLift={(reason) => lift.mutate({ id: lifting.id, reason }, { onSuccess: finish })}
            onCancel={finish}
          />
        ) : null}
      </Modal>
    </>
  );
}
