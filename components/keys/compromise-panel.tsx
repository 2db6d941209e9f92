"use client";

import { Alert, Anchor, Button, Group, List, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { valueLabel } from "@/components/filters/dimensions";
import { formatInstant } from "@/components/format/time";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { Panel } from "@/components/ui/panel";
import type { ProviderKeyDetail } from "@/lib/keys/contract";

interface CompromisePanelProps {
  detail: ProviderKeyDetail;
  zone: string;
  busy: boolean;
  problem: string | null;
  onMark: (reason: string) => void;
  onWithdraw: () => void;
}

const RECENT_MS = 7 * 86_400_000;

/** One action for a key that got out, and what is left to do, with live evidence. */
export function CompromisePanel({ detail, zone, busy, problem, onMark, onWithdraw }: CompromisePanelProps) {
  const { compromise, may_edit, revocation_url } = detail;
  const marked = detail.values.filter(({ state }) => state === "compromised");
  const [reason, setReason] = useState("");
  const link = revocation_url ? (
    <Anchor href={revocation_url} target="_blank" rel="noreferrer" inherit underline="always">
      the provider's page of keys
    </Anchor>
  ) : (
    "the provider's console"
  );
  const used = marked.filter(({ last_seen, compromised_at }) => last_seen && compromised_at && last_seen > compromised_at);
  const inUse = detail.used_in.environment.filter(({ last_seen }) => Date.parse(last_seen) > Date.now() - RECENT_MS);
  return (
    <Panel title="Compromised?" description={detail.cannot_show}>
      <Stack gap="sm">
        {problem ? (
          <Alert role="alert" color="red" variant="outline" c="var(--mantine-color-text)">
            {problem}
          </Alert>
        ) : null}
        {marked.length === 0 ? (
          may_edit && detail.status !== "retired" ? (
            <Group align="flex-end">
              <TextInput
                label="What happened"
                placeholder="found in a public commit"
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
                style={{ flex: "1 1 220px" }}
              />
              <Button color="red.9" loading={busy} disabled={reason.trim() === ""} onClick={() => onMark(reason.trim())}>
                Mark as compromised
              </Button>
            </Group>
          ) : (
            <Text size="sm" c="dimmed">
              Not marked.
            </Text>
          )
        ) : (
          <>
            {compromise ? (
              <Text size="sm" className="wrap-anywhere">
                Marked {formatInstant(compromise.at, zone)} by {compromise.by}: {compromise.reason}
              </Text>
            ) : null}
            <List size="sm" spacing={4}>
              <List.Item>
                {marked.every(({ stop_id }) => stop_id)
                  ? "Our own decisions for it: denied here; revoke it at the provider."
                  : "Our own decisions for it: not denied (no stop could be made)."}
              </List.Item>
              <List.Item>Revoke it at {link}. Only that stops calls that do not ask us.</List.Item>
              <List.Item>
                {used.length > 0
                  ? `Still in use since it was marked: ${used.map(({ last4, last_seen }) => `…${last4}, last ${formatInstant(last_seen ?? "", zone)}`).join("; ")}${inUse.length > 0 ? ` (in ${inUse.map(({ value }) => valueLabel("environment", value)).join(", ")})` : ""}.`
                  : "Not seen in events since it was marked."}
              </List.Item>
              <List.Item>Register a successor (Rotation) and move every service to it.</List.Item>
            </List>
            {may_edit && compromise && detail.status === "compromised" ? (
              <Group>
                <ConfirmButton
                  label="It was a false alarm"
                  question="The key is active again. Its stop stays until it is lifted under Stops. Take the mark back?"
                  loading={busy}
                  onConfirm={onWithdraw}
                />
              </Group>
            ) : null}
          </>
        )}
      </Stack>
    </Panel>
  );
}
