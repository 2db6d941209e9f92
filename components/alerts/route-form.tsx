"use client";

import { Button, Group, MultiSelect, Stack, Switch, TagsInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { ChannelsMeant } from "@/components/channels/channels-meant";
import { type Fault, faultAt } from "@/components/ui/fault";
import { FormProblem } from "@/components/ui/form-problem";
import type { RouteAnswer } from "@/lib/alerts/routing/contract";

type Entry = Pick<
  RouteAnswer,
  "name" | "enabled" | "severities" | "rules" | "tenants" | "environments" | "owners" | "every_channel" | "channel_ids"
>;

interface RouteFormProps {
  start: Entry;
  channels: readonly { id: string; name: string }[];
  rules: readonly { id: string; title: string }[];
  saving: boolean;
  problem: string | null;
  faults: readonly Fault[];
  onSave: (entry: Entry) => void;
  onCancel: () => void;
}

const SEVERITIES = ["critical", "warning", "info"] as const;
const LISTS = [
  ["tenants", "Tenants"],
  ["environments", "Environments"],
  ["owners", "Owners"],
] as const;

/** Which alerts go where. An empty list lets everything through. */
export function RouteForm({ start, channels, rules, saving, problem, faults, onSave, onCancel }: RouteFormProps) {
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
        <MultiSelect
          label="Severities"
          placeholder={entry.severities.length === 0 ? "any" : ""}
          data={[...SEVERITIES]}
          value={[...entry.severities]}
          onChange={(values) => change({ severities: SEVERITIES.filter((each) => values.includes(each)) })}
        />
        <MultiSelect
          label="Rules"
          searchable
          placeholder={entry.rules.length === 0 ? "any" : ""}
          data={rules.map(({ id, title }) => ({ value: id, label: title }))}
          value={[...entry.rules]}
          onChange={(values) => change({ rules: values })}
        />
        {LISTS.map(([name, label]) => (
          <TagsInput
            key={name}
            label={label}
            placeholder={entry[name].length === 0 ? "any" : ""}
            value={[...entry[name]]}
            acceptValueOnBlur
            error={faultAt(faults, `/${name}`)}
            onChange={(values) => change({ [name]: values })}
          />
        ))}
        <ChannelsMeant meant={entry} channels={channels} faults={faults} onChange={change} />
        <Switch label="On" checked={entry.enabled} onChange={({ currentTarget: { checked } }) => change({ enabled: checked })} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={saving}>
            Save the route
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
