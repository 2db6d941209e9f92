import type { SpendBy } from "./contract";

/** Spend by owner or cost centre as a file: a row for each name that counts to somebody. */
export const SPEND_BY_COLUMNS = [
  "value",
  "person",
  "kind",
  "name",
  "effective_cost_usd",
  "requests",
  "unpriced_requests",
] as const;

export const spendByTable = ({ rows }: SpendBy) =>
  rows.flatMap(({ value, name: person, parts }) =>
    parts.map((part) => [
      ...[value ?? "", person ?? "", part.kind, part.name, part.effective_cost_usd ?? ""],
      ...[String(part.requests), String(part.unpriced_requests)],
    ]),
  );
