import { Button, Stack, Text } from "@mantine/core";
import { formatInstant } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import type { User } from "@/lib/access/contract";
import { roleLabel } from "./roles";

const WAYS = { password: "password", oidc: "identity provider" } as const;

export function personColumns(zone: string, ownEmail: string, onOpen: (id: string) => void): Column<User>[] {
  return [
    {
      id: "person",
      header: "Person",
      cell: (user) => (
        <Stack gap={0} miw={120} maw={220}>
          <Text inherit fw={600} style={{ overflowWrap: "anywhere" }}>
            {user.name || user.email}
            {user.email === ownEmail ? " (you)" : ""}
          </Text>
          {user.name ? (
            <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              {user.email}
            </Text>
          ) : null}
        </Stack>
      ),
    },
    {
      id: "open",
      header: "Change",
      cell: (user) => (
        <Button size="compact-sm" variant="default" onClick={() => onOpen(user.id)} aria-label={`Manage ${user.email}`}>
          Manage
        </Button>
      ),
    },
    {
      id: "role",
      header: "Role",
      cell: (user) => (
        <Stack gap={0}>
          <Text inherit>{roleLabel(user.role)}</Text>
          {user.tenants ? (
            <Text size="xs" c="dimmed" className="wrap-anywhere">
              only {user.tenants.join(", ")}
            </Text>
          ) : null}
        </Stack>
      ),
    },
    {
      id: "state",
      header: "State",
      nowrap: true,
      cell: (user) => user.state,
    },
    {
      id: "ways",
      header: "Signs in with",
      cell: (user) => user.signs_in_with.map((way) => WAYS[way]).join(", ") || "–",
    },
    {
      id: "seen",
      header: "Last seen",
      nowrap: true,
      cell: (user) => (user.last_seen_at ? formatInstant(user.last_seen_at, zone) : "never"),
    },
  ];
}
