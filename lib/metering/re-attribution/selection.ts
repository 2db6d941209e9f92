import type { StoredEventRow } from "../queries/stored-event";
import { MOVED_FILTERS, type NewReAttribution } from "./contract";

/** Which usage is to be where. */
export interface Selection extends Pick<NewReAttribution, "filter" | "from" | "to" | "set"> {
  /** The tenants that whoever asks is limited to; null: every one. */
  reach: readonly string[] | null;
}

/** The names that a move changes. */
export interface Names {
  tenant: string;
  feature: string;
  environment: string;
}

/** Where an event was before a move; in the order of moves, so that the first says what it was sent with. */
export interface PastMove extends Names {
  by: string;
  at: string;
}

/** A stored event with where it was before. */
export interface MovableEvent extends StoredEventRow {
  moves: PastMove[] | null;
}

export interface EventPlace {
  tenant: string;
  time: string;
  source: string;
  id: string;
}

const COLUMNS: Readonly<Record<string, string>> = { user: "user_id" };

export function movedTo(event: Names, { set }: Pick<Selection, "set">): Names {
  return {
    tenant: set.tenant ?? event.tenant,
    feature: set.feature ?? event.feature,
    environment: set.environment ?? event.environment,
  };
}

/** The tenant under which an event was sent. */
export const sentTenant = ({ tenant, moves }: Pick<MovableEvent, "tenant" | "moves">): string => moves?.[0]?.tenant ?? tenant;

/**
 * SQL of what a selection means: events `e` that count, are within reach, meet the filter and are elsewhere than they are to be.
 * @param values those bound so far; what the condition needs is added
 */
export function conditionOf({ filter, from, to, set, reach }: Selection, values: unknown[]): string {
  const bind = (value: unknown) => `$${values.push(value)}`;
  const elsewhere = (["tenant", "feature", "environment"] as const).flatMap((name) =>
    set[name] === undefined ? [] : [`e.${name} <> ${bind(set[name])}`],
  );
  const conditions = [
    "e.corrected_by IS NULL AND NOT starts_with(e.tenant, '__')",
    `e.time >= ${bind(from)} AND e.time < ${bind(to)}`,
    `(${elsewhere.join(" OR ")})`,
    ...MOVED_FILTERS.flatMap((name) =>
      filter[name] === undefined ? [] : [`e.${COLUMNS[name] ?? name} = ${bind(filter[name])}`],
    ),
  ];
  if (reach) conditions.push(`e.tenant = ANY (${bind(reach)}::text[])`);
  return conditions.join(" AND ");
}
