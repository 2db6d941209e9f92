"use client";

import { parseAsIsoDateTime, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";

const KEYS = {
  /** Of a template: the value that is looked at. */
  subject: parseAsString,
  by: parseAsString,
  /** An instant in the period that is explained; the current one where it is not given. */
  at: parseAsIsoDateTime,
  show: parseAsStringLiteral(["chart", "table"]).withDefault("chart"),
};

/** What is looked at of one budget, from the address. */
export function useBudgetView() {
  const [view, setView] = useQueryStates(KEYS, { history: "push" });
  return { view, setView };
}
