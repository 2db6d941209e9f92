"use client";

import { Button, Group, NativeSelect, Stack, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { ChannelsMeant } from "@/components/channels/channels-meant";
import { type Fault, faultAt } from "@/components/ui/fault";
import { FormProblem } from "@/components/ui/form-problem";
import type { ScheduleAnswer } from "@/lib/reports/contract";

type Entry = Pick<ScheduleAnswer, "name" | "period" | "hour" | "timezone" | "enabled" | "every_channel" | "channel_ids">;

interface ReportFormProps {
  start: Entry;
  isNew: boolean;
  channels: readonly { id: string; name: string }[];
  saving: boolean;
  problem: string | null;
  faults: readonly Fault[];
  onSave: (entry: Entry) => void;
  onCancel: () => void;
}

const HOURS = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: `${String(hour).padStart(2, "0")}:00` }));

/** When a report is sent, and to whom. */
export function ReportForm({ start, isNew, channels, saving, problem, faults, onSave, onCancel }: ReportFormProps) {
  const [entry, setEntry] = useState<Entry>(start);
  const change = (part: Partial<Entry>) => setEntry((before) => ({ ...before, ...part }));
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSave(entry);
      }}
    >
      <Stack gap="sm">
        <FormProblem message={problem} faults={faults} />
        <TextInput
          label="Name"
          data-autofocus
          value={entry.name}
          error={faultAt(faults, "/name")}
          onChange={({ currentTarget: { value } }) => change({ name: value })}
        />
        <NativeSelect
          label="After each"
          disabled={!isNew}
          value={entry.period}
          data={["week", "month"]}
          onChange={({ currentTarget: { value } }) => change({ period: value === "month" ? "month" : "week" })}
        />
        <NativeSelect
          label="At"
          value={String(entry.hour)}
          data={HOURS}
          onChange={({ currentTarget: { value } }) => change({ hour: Number(value) })}
        />
        <TextInput
          label="Time zone"
          description="Left empty: the organisation's"
          value={entry.timezone ?? ""}
          error={faultAt(faults, "/timezone")}
          onChange={({ currentTarget: { value } }) => change({ timezone: value.trim() || null })}
        />
        <ChannelsMeant meant={entry} channels={channels} faults={faults} onChange={change} />
        <Switch label="On" checked={entry.enabled} onChange={({ currentTarget: { checked } }) => change({ enabled: checked })} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={saving}>
            Save the report
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
