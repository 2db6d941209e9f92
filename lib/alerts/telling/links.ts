import { HOUR_MS, localDate } from "@/lib/platform/time";
import type { AlertRow } from "../alert-row";
import type { AlertScope } from "../raised";

/** Paths of the console that an alert leads to. */

/** A value as filters in an address have it: commas part values, the empty one has a sign of its own. */
const listed = (value: string) => (value === "" ? "%none" : value.replaceAll("%", "%25").replaceAll(",", "%2C"));

function query(pairs: Record<string, string | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(pairs)) if (value !== undefined) search.set(name, value);
  const text = search.toString();
  return text ? `?${text}` : "";
}

const filters = (scope: AlertScope) =>
  Object.fromEntries(Object.entries(scope).map(([name, value]) => [name, value === undefined ? undefined : listed(value)]));

/** Where the requests are best looked for: the scope, narrowed to the tenant that dominates it. */
export function requestScope(row: Pick<AlertRow, "scope" | "core_tenant">): AlertScope {
  return row.core_tenant !== null && row.scope.tenant === undefined ? { ...row.scope, tenant: row.core_tenant } : row.scope;
}

export const alertPath = (id: string) => `/alerts/${id}`;

/** The Events screen on the alert's requests. It shows whole local days, so what began last month is looked for in its last day. */
export function requestsPath(
  row: Pick<AlertRow, "scope" | "core_tenant" | "began" | "last_at" | "sample">,
  zone: string,
): string {
  const toMs = row.last_at.getTime();
  const fromMs = Math.max(row.began.getTime(), toMs - 24 * HOUR_MS);
  return `/events${query({
    ...filters(requestScope(row)),
    range: "custom",
    from: localDate(Math.min(fromMs, toMs), zone),
    to: localDate(toMs, zone),
    correlation_id: row.sample?.correlationId,
  })}`;
}

/** Services cut or refuse long links, and a name of other letters than Latin takes nine characters for one. */
const MOST_OF_PATH = 1200;
const MOST_WHY = 300;

/** The stop page with this scope filled in, and why as far as the address has room. */
export function stopPath(row: Pick<AlertRow, "scope" | "core_tenant" | "summary">): string {
  const path = (why: string | undefined) => `/stops${query({ new: "true", ...filters(requestScope(row)), why })}`;
  let why = "";
  let room = MOST_OF_PATH - path("").length;
  for (const character of [...row.summary].slice(0, MOST_WHY)) {
    room -= new URLSearchParams([["", character]]).toString().length - 1;
    if (room < 0) break;
    why += character;
  }
  return path(why || undefined);
}
