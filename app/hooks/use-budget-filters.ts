"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";

const KEYS = {
  q: parseAsString,
  tenant: parseAsString,
  measure: parseAsStringLiteral(["cost", "tokens", "requests"]),
  period: parseAsStringLiteral(["hour", "day", "week", "month", "quarter", "year", "fixed", "rolling"]),
  mode: parseAsStringLiteral(["observe", "warn", "throttle", "block"]),
  each: parseAsStringLiteral(["tenant", "user", "key", "none"]),
  state: parseAsStringLiteral(["archived", "all"]),
  sort: parseAsStringLiteral(["name", "used", "created"]),
};

/** Which budgets are listed; in the address, and there only what is not the default. */
export function useBudgetFilters() {
  const [filter, setFilter] = useQueryStates(KEYS, { history: "replace" });
  return { filter, setFilter };
}
