import { Stack, Text } from "@mantine/core";
import { formatInstant } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import { ConfirmButton } from "@/components/ui/confirm-button";
import type { ApiToken } from "@/lib/access/contract";

interface Revoking {
  revoking: string | null;
  onRevoke: (id: string) => void;
}

export function tokenColumns(zone: string, { revoking, onRevoke }: Revoking): Column<ApiToken>[] {
  return [
    {
      id: "name",
      header: "Name and source",
      cell: (token) => (
        <Stack gap={0}>
          <Text inherit fw={600} td={token.revoked_at ? "line-through" : undefined}>
            {token.name}
          </Text>
          <Text size="xs" c="dimmed" ff="monospace">
            cw_…{token.last4}
          </Text>
        </Stack>
      ),
    },
    {
      id: "scopes",
      header: "May",
      cell: (token) => (
        <Text size="xs">
          {token.scopes.join(", ")}
          {token.trusts_reported_cost ? "; its reported costs are trusted" : ""}
          {token.tenants ? `; only for ${token.tenants.join(", ")}` : ""}
        </Text>
      ),
    },
    { id: "environment", header: "Default environment", cell: (token) => token.default_environment ?? "–" },
    {
      id: "created",
      header: "Created",
      nowrap: true,
      cell: (token) => (
        <Stack gap={0}>
          <Text inherit>{formatInstant(token.created_at, zone)}</Text>
          <Text size="xs" c="dimmed">
            {token.created_by ?? ""}
          </Text>
        </Stack>
      ),
    },
    {
      id: "used",
      header: "Last used",
      nowrap: true,
      cell: (token) => (token.last_used_at ? formatInstant(token.last_used_at, zone) : "never"),
    },
    {
      id: "expires",
      header: "Ends",
      nowrap: true,
      cell: (token) =>
        token.expires_at === null
          ? "–"
          : `${Date.parse(token.expires_at) <= Date.now() ? "ended " : ""}${formatInstant(token.expires_at, zone)}`,
    },
    {
      id: "state",
      header: "State",
      align: "end",
      nowrap: true,
      cell: (token) =>
        token.revoked_at ? (
          <Text span inherit c="dimmed">
            revoked
          </Text>
        ) : (
          <ConfirmButton
            label="Revoke"
            describes={token.name}
            question={`Services that use ${token.name} are refused within a second. Revoke it?`}
            loading={revoking === token.id}
            onConfirm={() => onRevoke(token.id)}
          />
        ),
    },
  ];
}
