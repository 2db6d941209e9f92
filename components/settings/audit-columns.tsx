import { Stack, Text } from "@mantine/core";
import { formatInstant } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import type { AuditEntryAnswer } from "@/lib/access/contract";

function change(entry: AuditEntryAnswer): string {
  const before = entry.before === null ? "" : JSON.stringify(entry.before);
  const after = entry.after === null ? "" : JSON.stringify(entry.after);
  return before && after ? `${before} → ${after}` : after || before;
}

export function auditColumns(zone: string): Column<AuditEntryAnswer>[] {
  return [
    { id: "at", header: "Time", nowrap: true, cell: (entry) => formatInstant(entry.at, zone) },
    {
      id: "actor",
      header: "Who",
      cell: (entry) => (
        <Stack gap={0}>
          <Text inherit>{entry.actor.name}</Text>
          <Text size="xs" c="dimmed">
            {entry.actor.kind}
            {entry.ip ? `, ${entry.ip}` : ""}
          </Text>
        </Stack>
      ),
    },
    { id: "action", header: "Action", nowrap: true, cell: (entry) => entry.action },
    {
      id: "subject",
      header: "Subject",
      cell: (entry) => (
        <Text inherit className="wrap-anywhere" miw={140}>
          {entry.subject}
        </Text>
      ),
    },
    {
      id: "change",
      header: "Change",
      cell: (entry) => (
        <Text size="xs" ff="monospace" className="wrap-anywhere" miw={220} lineClamp={4}>
          {change(entry)}
        </Text>
      ),
    },
  ];
}
