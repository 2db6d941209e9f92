"use client";

import { Button, Group, NativeSelect, Stack, Switch, TagsInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { type Fault, faultAt } from "@/components/ui/fault";
import { FormProblem } from "@/components/ui/form-problem";
import type { ChannelAnswer } from "@/lib/deliveries/contract";
import { channelKind } from "./channel-words";

export interface ChannelEntry {
  name: string;
  kind: string;
  enabled: boolean;
  allow_private_addresses: boolean;
  fallback_channel_id: string | null;
  config: Record<string, unknown>;
}

interface ChannelFormProps {
  /** Null for a new one. */
  channel: ChannelAnswer | null;
  /** Channels that may stand in while it fails. */
  others: readonly ChannelAnswer[];
  canMail: boolean;
  saving: boolean;
  problem: string | null;
  faults: readonly Fault[];
  onSave: (entry: ChannelEntry) => void;
  onCancel: () => void;
}

const KINDS = ["slack", "webhook", "pagerduty", "email"] as const;
const KEPT = "Left empty, it stays what it is: it is never shown again";

/** One channel: what is secret of it is typed in and never read back. */
export function ChannelForm({ channel, others, canMail, saving, problem, faults, onSave, onCancel }: ChannelFormProps) {
  const [name, setName] = useState(channel?.name ?? "");
  const [kind, setKind] = useState<string>(channel?.kind ?? "slack");
  const [enabled, setEnabled] = useState(channel?.enabled ?? true);
  const [isPrivate, setPrivate] = useState(channel?.allow_private_addresses ?? false);
  const [fallback, setFallback] = useState(channel?.fallback_channel_id ?? "");
  const [address, setAddress] = useState("");
  const [region, setRegion] = useState(String(channel?.config.region ?? "us"));
  const [to, setTo] = useState<string[]>(Array.isArray(channel?.config.to) ? channel.config.to.map(String) : []);
  const config = (): Record<string, unknown> => {
    const typed = address.trim();
    if (kind === "email") return { to };
    if (kind === "pagerduty") return { ...(typed ? { routing_key: typed } : {}), region };
    return typed ? { url: typed } : {};
  };
  const secretLabel = kind === "pagerduty" ? "Routing key" : "Address of the webhook";
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSave({
          name: name.trim(),
          kind,
          enabled,
          allow_private_addresses: isPrivate,
          fallback_channel_id: fallback || null,
          config: config(),
        });
      }}
    >
      <Stack gap="sm">
        <FormProblem message={problem} faults={faults} />
        <TextInput
          label="Name"
          data-autofocus
          value={name}
          error={faultAt(faults, "/name")}
          onChange={({ currentTarget: { value } }) => setName(value)}
        />
        <NativeSelect
          label="Kind"
          disabled={channel !== null}
          value={kind}
          data={KINDS.map((value) => ({ value, label: channelKind(value) }))}
          onChange={({ currentTarget: { value } }) => setKind(value)}
        />
        {kind === "email" ? (
          <TagsInput
            label="To"
            description={
              canMail
                ? "One address after another, with Enter"
                : "No mail server is set: COSTWARDEN_SMTP_URL and COSTWARDEN_MAIL_FROM"
            }
            value={to}
            onChange={setTo}
            acceptValueOnBlur
            error={faultAt(faults, "/config/to", "/config")}
          />
        ) : (
          <TextInput
            label={secretLabel}
            type="password"
            autoComplete="off"
            value={address}
            description={
              channel ? KEPT : kind === "slack" ? "https://hooks.slack.com/services/…, kept encrypted" : "Kept encrypted"
            }
            error={faultAt(faults, "/config/url", "/config/routing_key", "/config")}
            onChange={({ currentTarget: { value } }) => setAddress(value)}
          />
        )}
        {kind === "pagerduty" ? (
          <NativeSelect
            label="Region"
            value={region}
            data={[
              { value: "us", label: "US" },
              { value: "eu", label: "EU" },
            ]}
            onChange={({ currentTarget: { value } }) => setRegion(value)}
          />
        ) : null}
        <NativeSelect
          label="Falls back to"
          description="Where its messages go while it fails; they say so"
          value={fallback}
          error={faultAt(faults, "/fallback_channel_id")}
          data={[{ value: "", label: "nothing" }, ...others.map((each) => ({ value: each.id, label: each.name }))]}
          onChange={({ currentTarget: { value } }) => setFallback(value)}
        />
        <Switch label="On" checked={enabled} onChange={({ currentTarget: { checked } }) => setEnabled(checked)} />
        {kind === "email" ? null : (
          <Switch
            label="May lie in a private network"
            description="Also allows plain http. Never reaches a cloud's metadata service."
            checked={isPrivate}
            onChange={({ currentTarget: { checked } }) => setPrivate(checked)}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={saving}>
            {channel ? "Save the channel" : "Add the channel"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
