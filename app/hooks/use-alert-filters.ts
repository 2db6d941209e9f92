"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";

export const ALERT_STATES = ["live", "open", "acknowledged", "snoozed", "resolved", "expected", "all"] as const;

const KEYS = {
  view: parseAsStringLiteral(["alerts", "incidents"]).withDefault("alerts"),
  state: parseAsStringLiteral(ALERT_STATES).withDefault("live"),
  severity: parseAsStringLiteral(["critical", "warning", "info"]),
  rule: parseAsString,
  tenant: parseAsString,
  q: parseAsString,
  sort: parseAsStringLiteral(["impact", "newest"]).withDefault("impact"),
  incident: parseAsString,
};

/** What the inbox shows; in the address, and there only what is not the default. */
export function useAlertFilters() {
  const [filter, setFilter] = useQueryStates(KEYS, { history: "push" });
  const { view: _view, incident: _incident, q, state, ...rest } = filter;
  return { filter, setFilter, query: { ...rest, search: q, state: state === "all" ? null : state } };
}
