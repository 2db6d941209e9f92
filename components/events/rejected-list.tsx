import { Box, Button, Group, Stack, Text } from "@mantine/core";
import { valueLabel } from "@/components/filters/dimensions";
import { formatInstantShort } from "@/components/format/time";
import { CodeBlock } from "@/components/ui/code-block";

interface RejectedItem {
  id: string;
  received_at: string;
  kind: "rejected" | "conflict";
  tenant: string | null;
  event_id: string | null;
  token_name: string;
  errors: { pointer: string; detail: string }[];
  payload?: unknown;
  redacted: boolean;
  replayed_at: string | null;
  replay_status: string | null;
}

interface RejectedListProps {
  items: readonly RejectedItem[];
  zone: string;
  /** The item whose payload is shown. */
  opened: string | null;
  onOpen: (id: string | null) => void;
  mayReplay: boolean;
  replaying: string | null | undefined;
  onReplay: (id: string) => void;
}

/** What was refused: why, by whose token, and the payload to look at. */
export function RejectedList({ items, zone, opened, onOpen, mayReplay, replaying, onReplay }: RejectedListProps) {
  return (
    <Stack component="ul" gap={0} m={0} p={0} style={{ listStyle: "none" }}>
      {items.map((item) => (
        <Box component="li" key={item.id} py="sm" style={{ borderTop: "1px solid var(--cw-line)" }}>
          <Group justify="space-between" align="flex-start" gap="sm">
            <Box style={{ flex: "1 1 260px", minWidth: 0 }}>
              <Text size="sm" fw={600} className="wrap-anywhere">
                {item.event_id ?? "without id"}
                <Text span inherit fw={400} c="dimmed">
                  {" "}
                  {item.tenant ? `for ${valueLabel("tenant", item.tenant)}, ` : ""}by token {item.token_name},{" "}
                  {formatInstantShort(item.received_at, zone)}
                </Text>
              </Text>
              {item.errors.map((error) => (
                <Text key={`${error.pointer} ${error.detail}`} size="sm" className="wrap-anywhere">
                  <Text span inherit ff="monospace" c="var(--cw-rise)">
                    {error.pointer || "/"}
                  </Text>{" "}
                  {error.detail}
                </Text>
              ))}
              {item.replay_status ? (
                <Text size="xs" c="dimmed">
                  replayed: {item.replay_status}
                </Text>
              ) : null}
            </Box>
            <Group gap="xs">
              <Button
                size="xs"
                variant="default"
                aria-expanded={opened === item.id}
                onClick={() => onOpen(opened === item.id ? null : item.id)}
              >
                {opened === item.id ? "Hide" : "Show"} payload
              </Button>
              {mayReplay && item.replay_status === null ? (
                <Button
                  size="xs"
                  variant="default"
                  disabled={item.redacted}
                  title={item.redacted ? "A secret in it was masked, so it is not what was sent" : undefined}
                  loading={replaying === item.id}
                  onClick={() => onReplay(item.id)}
                >
                  Replay
                </Button>
              ) : null}
            </Group>
          </Group>
          {opened === item.id ? (
            <Box mt="xs">
              <CodeBlock text={JSON.stringify(item.payload, null, 2)} label="Payload as it was sent" />
            </Box>
          ) : null}
        </Box>
      ))}
    </Stack>
  );
}
