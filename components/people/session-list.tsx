import { Group, Skeleton, Stack, Text } from "@mantine/core";
import { formatInstant } from "@/components/format/time";
import { ConfirmButton } from "@/components/ui/confirm-button";
import type { Session } from "@/lib/access/people/contract";
import { deviceOf } from "./device";

interface SessionListProps {
  sessions: readonly Session[] | undefined;
  zone: string;
  ending: boolean;
  onEnd: (id: string) => void;
}

/** Where somebody is signed in, the last used first. */
export function SessionList({ sessions, zone, ending, onEnd }: SessionListProps) {
  if (!sessions) return <Skeleton height={80} />;
  if (sessions.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Signed in nowhere.
      </Text>
    );
  return (
    <Stack gap="sm" component="ul" style={{ listStyle: "none", padding: 0, margin: 0 }}>
      {sessions.map((session) => {
        const device = deviceOf(session.user_agent);
        return (
          <Group key={session.id} component="li" justify="space-between" wrap="nowrap" gap="sm">
            <div style={{ minWidth: 0 }}>
              <Text size="sm" fw={600} className="wrap-anywhere" title={session.user_agent ?? ""}>
                {device}
                {session.current ? " – this one" : ""}
              </Text>
              <Text size="xs" c="dimmed" className="wrap-anywhere">
                from {session.ip ?? "unknown"} by {session.method === "oidc" ? "identity provider" : "password"}, since{" "}
                {formatInstant(session.created_at, zone)}; last seen {formatInstant(session.last_seen_at, zone)}
              </Text>
            </div>
            {session.current ? null : (
              <ConfirmButton
                label="End"
                describes={`the session of ${device} from ${session.ip ?? "unknown"}`}
                question="Whoever uses it has to sign in again. End it?"
                loading={ending}
                onConfirm={() => onEnd(session.id)}
              />
            )}
          </Group>
        );
      })}
    </Stack>
  );
}
