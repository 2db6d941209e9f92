import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { formatInstantShort } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import { ConfirmButton } from "@/components/ui/confirm-button";
import type { ScheduleAnswer } from "@/lib/reports/contract";

interface ReportActions {
  mayChange: boolean;
  /** Which one is being sent. */
  sending: string | null;
  channelName: (id: string) => string;
  onSend: (schedule: ScheduleAnswer) => void;
  onEdit: (schedule: ScheduleAnswer) => void;
  onDelete: (schedule: ScheduleAnswer) => void;
}

export function reportColumns(zone: string, actions: ReportActions): Column<ScheduleAnswer>[] {
  return [
    {
      id: "name",
      header: "Report",
      cell: ({ name, period, hour, timezone, enabled }) => (
        <Stack gap={0} miw={{ base: 90, sm: 160 }}>
          <Text inherit fw={600} className="wrap-anywhere">
            {name}
          </Text>
          <Text size="xs" c="dimmed">
            after each {period}, at {String(hour).padStart(2, "0")}:00 {timezone ?? "in the organisation's zone"}
            {enabled ? "" : "; off"}
          </Text>
        </Stack>
      ),
    },
    {
      id: "to",
      header: "To",
      wide: true,
      cell: ({ every_channel, channel_ids }) =>
        every_channel ? "every channel that is on" : channel_ids.map(actions.channelName).join(", ") || "nowhere",
    },
    {
      id: "next",
      header: "Next",
      wide: true,
      nowrap: true,
      cell: ({ next_at }) => (next_at ? formatInstantShort(next_at, zone) : "–"),
    },
    {
      id: "last",
      header: "Last",
      cell: ({ last_run }) =>
        last_run ? (
          <Stack gap={0} maw={360}>
            <Text inherit className="wrap-anywhere">
              {last_run.summary}
            </Text>
            <Text size="xs" c="dimmed">
              {formatInstantShort(last_run.sent_at, zone)},{" "}
              <Anchor href={last_run.csv} inherit underline="always" download>
                CSV
              </Anchor>
            </Text>
          </Stack>
        ) : (
          "none yet"
        ),
    },
    {
      id: "act",
      header: "Action",
      align: "end",
      cell: (schedule) =>
        actions.mayChange ? (
          <Group gap={6} justify="flex-end">
            <Button
              size="compact-sm"
              variant="default"
              loading={actions.sending === schedule.id}
              onClick={() => actions.onSend(schedule)}
              aria-label={`Send ${schedule.name} now`}
              title="The last full period, beside the calendar"
            >
              Send now
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => actions.onEdit(schedule)}
              aria-label={`Edit ${schedule.name}`}
            >
              Edit
            </Button>
            <ConfirmButton
              label="Delete"
              describes={schedule.name}
              question="It is not sent any more. Delete the report?"
              onConfirm={() => actions.onDelete(schedule)}
            />
          </Group>
        ) : null,
    },
  ];
}
