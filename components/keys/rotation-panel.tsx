"use client";

import { Alert, Button, Group, List, Progress, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { formatShare, plural } from "@/components/format/number";
import { formatInstant } from "@/components/format/time";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { Panel } from "@/components/ui/panel";
import type { ProviderKeyDetail } from "@/lib/keys/contract";
import type { HashedKey } from "./hash-key";
import { KeyValueField } from "./key-value-field";

interface RotationPanelProps {
  detail: ProviderKeyDetail;
  zone: string;
  busy: boolean;
  problem: string | null;
  silence: string;
  onStart: () => void;
  onSuccessor: (value: HashedKey) => void;
  onClose: () => void;
  onCancel: () => void;
}

/** The steps of a rotation: what is done, what is next, and how far the traffic has moved. */
export function RotationPanel(props: RotationPanelProps) {
  const { detail, zone, busy, problem, silence, onStart, onSuccessor, onClose, onCancel } = props;
  const { rotation, may_edit, status } = detail;
  const [value, setValue] = useState<HashedKey | null>(null);
  return (
    <Panel
      title="Rotation"
      description={`The key keeps its id, its spend and its budgets. Every ${detail.rotation_interval_days} days; that is your policy, not law.`}
      actions={
        may_edit && !rotation && status !== "retired" ? (
          <Button size="xs" loading={busy} onClick={onStart}>
            Start a rotation
          </Button>
        ) : null
      }
    >
      <Stack gap="sm">
        {problem ? (
          <Alert role="alert" color="red" variant="outline" c="var(--mantine-color-text)">
            {problem}
          </Alert>
        ) : null}
        {!rotation ? (
          <Text size="sm" c="dimmed">
            {detail.rotate_by ? `To be rotated by ${detail.rotate_by}.` : "Out of use."} Last rotated{" "}
            {formatInstant(detail.last_rotated_at, zone)}.
          </Text>
        ) : rotation.step === "register_successor" ? (
          <>
            <List size="sm" type="ordered">
              <List.Item>Make a new key at the provider.</List.Item>
              <List.Item>Register it here: both are valid from then on.</List.Item>
              <List.Item>Give it to your services; this page shows how far they are.</List.Item>
            </List>
            {may_edit ? (
              <>
                <KeyValueField label="The new key, or its SHA-256" hashed={value} onHashed={setValue} />
                <Group>
                  <Button size="xs" loading={busy} disabled={!value} onClick={() => value && onSuccessor(value)}>
                    Register the successor
                  </Button>
                  <Button size="xs" variant="default" onClick={onCancel}>
                    Cancel the rotation
                  </Button>
                </Group>
              </>
            ) : null}
          </>
        ) : (
          <>
            <Text size="sm">
              {rotation.closes_at
                ? `Closes by itself ${formatInstant(rotation.closes_at, zone)}, if the old value stays silent until then (${silence}).`
                : `Waiting for the new value to be seen. Then the rotation closes by itself once the old one is silent for ${silence}.`}
            </Text>
            {rotation.traffic.map((each) => (
              <Stack key={each.fingerprint} gap={2}>
                <Group justify="space-between" gap="xs">
                  <Text size="sm">
                    {each.state === "current" ? "New" : "Old"} …{each.last4}
                  </Text>
                  <Text size="sm" className="tabular">
                    {formatShare(each.share)} ({plural(each.requests, "request")} in 24 h)
                  </Text>
                </Group>
                <Progress value={(each.share ?? 0) * 100} aria-label={`Share of the traffic of …${each.last4}`} />
                <Text size="xs" c="dimmed">
                  {each.last_seen ? `last seen ${formatInstant(each.last_seen, zone)}` : "not seen yet"}
                </Text>
              </Stack>
            ))}
            {may_edit ? (
              <Group>
                <ConfirmButton
                  label="Close it now"
                  question="The old value is retired now; its use from then on is a finding. Close the rotation?"
                  loading={busy}
                  onConfirm={onClose}
                />
                <Button size="compact-sm" variant="default" onClick={onCancel}>
                  Cancel the rotation
                </Button>
              </Group>
            ) : null}
          </>
        )}
      </Stack>
    </Panel>
  );
}
