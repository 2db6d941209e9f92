import { Badge, Button, Stack, Text } from "@mantine/core";
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
        <Stack gap={0}>
          <Text inherit fw={600} className="wrap-anywhere" miw={140}>
            {user.name || user.email}
            {user.email === ownEmail ? " (you)" : ""}
          </Text>
          {user.name ? (
            <Text size="xs" c="dimmed" className="wrap-anywhere">
              {user.email}
            </Text>
          ) : null}
        </Stack>
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
      cell: (user) => (
        <Badge variant="outline" color={user.state === "active" ? "warden" : "gray"} c="var(--mantine-color-text)" tt="none">
          {user.state}
        </Badge>
      ),
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
    {
      id: "open",
      header: "",
      align: "end",
      cell: (user) => (
        <Button size="compact-sm" variant="default" onClick={() => onOpen(user.id)} aria-label={`Manage ${user.email}`}>
          Manage
        </Button>
      ),
    },
  ];
}
