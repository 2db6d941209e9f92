import { parseAtto } from "@/lib/platform/decimal";
import { DAY_MS, isTimeZone } from "@/lib/platform/time";
import { decodeRef, type EventRef } from "./event-ref";
import { readInstant } from "./instants";
import { filterValues, integer, type RawQuery, refuse, single } from "./spend-query";

/** Columns of an event that a list filters by equality, by parameter. */
export const EVENT_FILTERS = {
  tenant: "tenant",
  feature: "feature",
  environment: "environment",
  provider: "provider",
  model: "model",
  key: "key",
  user: "user_id",
  pricing: "pricing",
  correlation_id: "correlation_id",
  request_id: "request_id",
} as const;
export type EventFilter = keyof typeof EVENT_FILTERS;

/** A question for a list of events, checked. */
export interface EventsQuery {
  state: "accepted" | "rejected";
  fromMs: number | null;
  toMs: number | null;
  filters: Partial<Record<EventFilter, string[]>>;
  statuses: number[];
  /** Dollars, a plain decimal. */
  minCost: string | null;
  hasError: boolean | null;
  limit: number;
  /** The last event of the page before. */
  after: EventRef | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const OTHERS = ["from", "to", "timezone", "status", "min_cost", "has_error", "state", "limit", "cursor", "format"];
const PRICINGS = ["priced", "reported", "estimated", "unpriced", "unbilled"];
const FILTER_NAMES = Object.keys(EVENT_FILTERS) as EventFilter[];
/** How far back a search without tenant and range looks: what ingest takes by default. */
const DEFAULT_DAYS = 90;

function oneOf<T extends string>(query: RawQuery, name: string, allowed: readonly T[]): T | undefined {
  const text = single(query, name);
  const known = allowed.find((each) => each === text);
  if (text !== undefined && known === undefined) throw refuse(name, `must be one of ${allowed.join(", ")}`);
  return known;
}

function readStatuses(query: RawQuery): number[] {
  return filterValues(query, "status").map((text) => {
    if (!/^\d{1,3}$/.test(text)) throw refuse("status", "must be an HTTP status, such as 429");
    return Number(text);
  });
}

function readMinCost(query: RawQuery): string | null {
  const text = single(query, "min_cost");
  if (text === undefined) return null;
  if (!/^\d{1,18}(\.\d{1,18})?$/.test(text) || parseAtto(text) === null) throw refuse("min_cost", "must be dollars, such as 0.5");
  return text;
}

function readFilters(query: RawQuery): EventsQuery["filters"] {
  const filters: EventsQuery["filters"] = {};
  for (const name of FILTER_NAMES) {
    const values = filterValues(query, name);
    if (values.length > 0) filters[name] = values;
  }
  for (const value of filters.pricing ?? []) {
    if (!PRICINGS.includes(value)) throw refuse("pricing", `must be one of ${PRICINGS.join(", ")}`);
  }
  return filters;
}

/**
 * Checks the parameters of a request for events.
 * @throws DomainError that names the parameter
 */
export function readEventsQuery(query: RawQuery, defaults: { zone: string; nowMs: number }): EventsQuery {
  for (const name of Object.keys(query)) {
    const known = OTHERS.includes(name) || FILTER_NAMES.some((filter) => filter === name);
    if (!known) throw refuse(name, `is no parameter of this request: use ${[...FILTER_NAMES, ...OTHERS].join(", ")}`);
  }
  const zone = single(query, "timezone") ?? defaults.zone;
  if (!isTimeZone(zone)) throw refuse("timezone", "must be an IANA time zone, such as Europe/Berlin");
  const instant = (name: "from" | "to") => {
    const text = single(query, name);
    return text === undefined ? null : readInstant(name, text, zone);
  };
  const filters = readFilters(query);
  const statuses = readStatuses(query);
  const minCost = readMinCost(query);
  const hasError = oneOf(query, "has_error", ["true", "false"]);
  const toMs = instant("to");
  const searching = Object.keys(filters).length > 0 || statuses.length > 0 || minCost !== null || hasError !== undefined;
  const bounded = searching && filters.tenant === undefined;
  const fromMs = instant("from") ?? (bounded ? (toMs ?? defaults.nowMs) - DEFAULT_DAYS * DAY_MS : null);
  if (fromMs !== null && toMs !== null && fromMs >= toMs) throw refuse("from", "must be before `to`");
  const cursor = single(query, "cursor");
  const after = cursor === undefined ? null : decodeRef(cursor);
  const state = oneOf(query, "state", ["accepted", "rejected"]) ?? "accepted";
  const foreign = after === null || (state === "rejected" && !UUID.test(after.id));
  if (cursor !== undefined && foreign) throw refuse("cursor", "is no cursor of this list; leave it out to begin anew");
  return {
    state,
    fromMs,
    toMs,
    filters,
    statuses,
    minCost,
    hasError: hasError === undefined ? null : hasError === "true",
    limit: integer(query, "limit", 50, 1000),
    after,
  };
}
