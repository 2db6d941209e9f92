import type { AlertRow } from "../alert-row";

/** A way from alerts to channels; an empty list matches everything. */
export interface Route {
  id: string;
  name: string;
  enabled: boolean;
  severities: string[];
  rules: string[];
  tenants: string[];
  environments: string[];
  owners: string[];
  every_channel: boolean;
  channel_ids: string[];
}

export interface RouteTarget {
  id: string;
  enabled: boolean;
  fallbackChannelId: string | null;
}

type Routed = Pick<AlertRow, "severity" | "rule_id" | "scope" | "core_tenant" | "tenants" | "owner">;

const admits = (list: readonly string[], value: string | null | undefined) =>
  list.length === 0 || (typeof value === "string" && list.includes(value));

export function matches(route: Route, alert: Routed): boolean {
  return (
    route.enabled &&
    admits(route.severities, alert.severity) &&
    admits(route.rules, alert.rule_id) &&
    admits(route.environments, alert.scope.environment) &&
    admits(route.owners, alert.owner) &&
    (route.tenants.length === 0 || [alert.core_tenant, ...alert.tenants].some((name) => name && route.tenants.includes(name)))
  );
}

/** The channels that all routes of an alert lead to, and the own one of what it is about, each once. One that is switched off is reached only by its fallback. */
export function channelsFor(
  alert: Routed,
  routes: readonly Route[],
  channels: readonly RouteTarget[],
  channelOf: (scope: AlertRow["scope"]) => string | null = () => null,
): string[] {
  const found = new Set<string>();
  const own = channelOf(alert.core_tenant === null ? alert.scope : { tenant: alert.core_tenant, ...alert.scope });
  if (own !== null && channels.some((channel) => channel.id === own && reaches(channel))) found.add(own);
  for (const route of routes) {
    if (!matches(route, alert)) continue;
    for (const channel of channels) {
      if (route.every_channel ? channel.enabled : route.channel_ids.includes(channel.id) && reaches(channel))
        found.add(channel.id);
    }
  }
  return [...found];
}

const reaches = (channel: RouteTarget) => channel.enabled || channel.fallbackChannelId !== null;
