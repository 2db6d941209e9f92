import { Box, Button } from "@mantine/core";
import { formatInstant } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import type { KeyReminder } from "@/lib/keys/contract";

/** -30 is thirty days before the date. */
export function stepText(step: number): string {
  const days = Math.abs(step) === 1 ? "1 day" : `${Math.abs(step)} days`;
  return step === 0 ? "on the day" : step < 0 ? `${days} before` : `${days} after`;
}

export function reminderColumns(zone: string, onSeen: ((id: string) => void) | null): Column<KeyReminder>[] {
  return [
    { id: "due", header: "When", nowrap: true, cell: (row) => formatInstant(row.due_at, zone) },
    {
      id: "of",
      header: "Of",
      cell: (row) => <Box miw={170}>{`${row.reason} on ${row.due_on}, ${stepText(row.step)}`}</Box>,
    },
    { id: "to", header: "To", cell: (row) => row.recipient ?? "nobody" },
    {
      id: "state",
      header: "State",
      align: "end",
      nowrap: true,
      cell: (row) =>
        row.state === "due" && onSeen ? (
          <Button size="compact-xs" variant="default" onClick={() => onSeen(row.id)}>
            Mark as seen
          </Button>
        ) : row.state === "sent" && row.sent_via === "console" ? (
          "seen here"
        ) : (
          row.state
        ),
    },
  ];
}
