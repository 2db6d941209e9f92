"use client";

import { Modal, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { isApiError } from "@/app/hooks/api";
import { useConsole } from "@/app/hooks/use-console";
import { type NewStopBody, useCreateStop } from "@/app/hooks/use-stops";
import { callScopeOf, oneEach, tagsOf } from "@/components/stops/call-scope-words";
import { type StopEntry, StopForm } from "@/components/stops/stop-form";
import { MINUTE_MS, rfc3339 } from "@/lib/platform/time";
import { ScopeEditor } from "../scope-editor";

function bodyOf({ scope, mode, rate, unit, reason, minutes }: StopEntry): NewStopBody {
  const tags = tagsOf(scope);
  return {
    mode,
    scope: { ...callScopeOf(scope), ...(tags ? { tags } : {}) },
    ...(Object.keys(scope).length === 0 ? { everything: true as const } : {}),
    ...(mode === "block" ? {} : unit === "requests" ? { requests_per_minute: Number(rate) } : { usd_per_minute: rate }),
    reason: reason.trim(),
    expires_at: minutes === "" ? null : rfc3339(Date.now() + Number(minutes) * MINUTE_MS),
  };
}

interface NewStopProps {
  opened: boolean;
  /** What the address fills in. */
  start: Pick<StopEntry, "scope" | "reason">;
  onClose: () => void;
}

export function NewStop({ opened, start, onClose }: NewStopProps) {
  const { user } = useConsole();
  const create = useCreateStop();
  const finish = () => {
    create.reset();
    onClose();
  };
  const save = (entry: StopEntry) =>
    create.mutate(bodyOf(entry), {
      onSuccess: () => {
        notifications.show({ title: "Stopped", message: "Every instance follows within a second." });
        finish();
      },
    });
  return (
    <Modal
      opened={opened}
      onClose={finish}
      title={<Text fw={650}>Stop calls</Text>}
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <StopForm
        start={start}
        scopeEditor={(scope, onChange) => <ScopeEditor scope={scope} onChange={(next) => onChange(oneEach(next))} />}
        mayStayForever={user.role === "admin"}
        saving={create.isPending}
        problem={create.error?.message ?? null}
        faults={isApiError(create.error) ? create.error.fieldErrors : []}
        onSave={save}
        onCancel={finish}
      />
    </Modal>
  );
}
