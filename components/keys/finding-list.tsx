"use client";

import { Button, Group, Popover, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { formatDay, formatInstant } from "@/components/format/time";
import type { KeyFinding } from "@/lib/keys/contract";
import { SeverityMark } from "./marks";

interface FindingListProps {
  findings: readonly KeyFinding[];
  zone: string;
  mayEdit: boolean;
  onAccept: (id: string, reason: string, until: string) => void;
  onWithdraw: (id: string) => void;
}

/** Findings with their evidence, and what makes each go away. */
export function FindingList({ findings, zone, mayEdit, onAccept, onWithdraw }: FindingListProps) {
  return (
    <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: "none" }}>
      {findings.map((finding) => (
        <Stack key={finding.id} component="li" gap={4} pb="sm" style={{ borderBottom: "1px solid var(--cw-line)" }}>
          <Group gap="xs" justify="space-between" align="flex-start">
            <Group gap="xs">
              <SeverityMark severity={finding.severity} />
              <Text fw={600}>{finding.title}</Text>
            </Group>
            {mayEdit && finding.kind !== "compromised" ? (
              finding.accepted ? (
                <Button size="compact-xs" variant="default" onClick={() => onWithdraw(finding.id)}>
                  No longer accept
                </Button>
              ) : (
                <Accept title={finding.title} onAccept={(reason, until) => onAccept(finding.id, reason, until)} />
              )
            ) : null}
          </Group>
          <Text size="sm" className="wrap-anywhere">
            {finding.detail}
          </Text>
          <Text size="sm" c="dimmed">
            {finding.fix}
          </Text>
          <Text size="xs" c="dimmed">
            since {formatInstant(finding.opened_at, zone)}
            {finding.accepted
              ? `; accepted by ${finding.accepted.by} until ${formatDay(finding.accepted.until, zone)}: ${finding.accepted.reason}`
              : ""}
          </Text>
        </Stack>
      ))}
    </Stack>
  );
}

function Accept({ title, onAccept }: { title: string; onAccept: (reason: string, until: string) => void }) {
  const [opened, { open, close }] = useDisclosure(false);
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState("");
  return (
    <Popover opened={opened} onDismiss={close} position="bottom-end" trapFocus returnFocus withinPortal width={300}>
      <Popover.Target>
        <Button size="compact-xs" variant="default" onClick={open} aria-label={`Accept: ${title}`}>
          Accept
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={`Accept: ${title}`}>
        <Stack gap="xs">
          <TextInput label="Why it is fine" value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
          <TextInput type="date" label="Until" value={until} onChange={(event) => setUntil(event.currentTarget.value)} />
          <Button
            size="xs"
            disabled={reason.trim() === "" || until === ""}
            onClick={() => {
              close();
              onAccept(reason.trim(), until);
            }}
          >
            Accept it
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
