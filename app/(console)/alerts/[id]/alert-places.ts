import { placeHref, stopHref } from "@/app/hooks/place";
import type { AlertAnswer } from "@/lib/alerts/contract";
import { compareHref } from "../../compare/compare-place";

/** Where an alert leads: to its requests, to what is done about it, to a look at whether it helped. */
export function alertPlaces(alert: AlertAnswer, zone: string) {
  const toMs = Date.parse(alert.last_at) + 1;
  // The page shows whole days; what began last month is looked for in its last day.
  const range = { fromMs: Math.max(Date.parse(alert.began), toMs - 86_400_000), toMs };
  const listed = (scope: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(scope).map(([name, value]) => [name, [value]]));
  const requestsOf = (scope: Readonly<Record<string, string>>) =>
    placeHref("/events", { range, zone, filters: listed(scope), correlationId: alert.sample?.correlation_id ?? null });
  const { key } = alert.scope;
  return {
    requests: alert.links.requests,
    requestsOf,
    stop: alert.links.stop || stopHref(alert.scope, alert.summary),
    rotate: key ? `/keys/${encodeURIComponent(key)}` : null,
    compare: compareHref(listed(alert.scope), Date.parse(alert.began)),
  };
}

export type AlertPlaces = ReturnType<typeof alertPlaces>;
