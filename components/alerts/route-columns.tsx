import { Button, Group, Text } from "@mantine/core";
import type { Column } from "@/components/tables/column";
import { ConfirmButton } from "@/components/ui/confirm-button";
import type { RouteAnswer } from "@/lib/alerts/routing/contract";

interface RouteActions {
  mayChange: boolean;
  channelName: (id: string) => string;
  ruleTitle: (id: string) => string;
  onEdit: (route: RouteAnswer) => void;
  onDelete: (route: RouteAnswer) => void;
}

/** "critical or warning, tenant acme": which alerts take a route. */
function matches(route: RouteAnswer, ruleTitle: (id: string) => string): string {
  const parts = [
    route.severities.join(" or "),
    route.rules.map(ruleTitle).join(" or "),
    route.tenants.length > 0 ? `tenant ${route.tenants.join(" or ")}` : "",
    route.environments.length > 0 ? `environment ${route.environments.join(" or ")}` : "",
    route.owners.length > 0 ? `owned by ${route.owners.join(" or ")}` : "",
  ].filter(Boolean);
  return parts.join("; ") || "every alert";
}

function destination({ every_channel, channel_ids }: RouteAnswer, channelName: (id: string) => string): string {
  return every_channel ? "every channel that is on" : channel_ids.map(channelName).join(", ") || "nowhere";
}

export function routeColumns(actions: RouteActions): Column<RouteAnswer>[] {
  return [
    {
      id: "name",
      header: "Route",
      cell: (route) => (
        <>
          <Text inherit fw={600} className="wrap-anywhere">
            {route.name}
          </Text>
          <Text size="xs" c="dimmed" className="wrap-anywhere" hiddenFrom="sm">
            {matches(route, actions.ruleTitle)} to {destination(route, actions.channelName)}
          </Text>
          {route.enabled ? null : (
            <Text size="xs" c="dimmed">
              off
            </Text>
          )}
        </>
      ),
    },
    {
      id: "which",
      header: "Which alerts",
      wide: true,
      cell: (route) => (
        <Text inherit miw={160} className="wrap-anywhere">
          {matches(route, actions.ruleTitle)}
        </Text>
      ),
    },
    {
      id: "to",
      header: "To",
      wide: true,
      cell: (route) => destination(route, actions.channelName),
    },
    {
      id: "act",
      header: "Action",
      align: "end",
      cell: (route) =>
        actions.mayChange ? (
          <Group gap={6} justify="flex-end">
            <Button size="compact-sm" variant="default" onClick={() => actions.onEdit(route)} aria-label={`Edit ${route.name}`}>
              Edit
            </Button>
            <ConfirmButton
              label="Delete"
              describes={route.name}
              question="Alerts that only it leads anywhere will wait in the inbox. Delete the route?"
              onConfirm={() => actions.onDelete(route)}
            />
          </Group>
        ) : null,
    },
  ];
}
