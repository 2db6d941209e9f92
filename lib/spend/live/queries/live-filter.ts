import { Bindings } from "../../queries/bindings";
import { NOT_RESERVED } from "../../queries/usage-sources";
import type { LiveDimension } from "../choices";

/** Values asked for by dimension; keys as the series have them. */
export type LiveFilters = Partial<Record<LiveDimension, readonly string[]>>;

/** Conditions on a row of minutes (`r`) and its series (`s`). */
export function liveConditions(filters: LiveFilters, values: Bindings): string {
  const where = [NOT_RESERVED("r.tenant")];
  for (const [name, wanted] of Object.entries(filters)) {
    if (wanted) where.push(`${name === "tenant" ? "r" : "s"}.${name} = ANY(${values.add([...wanted])}::text[])`);
  }
  return where.join(" AND ");
}

/** The series are joined only where something of them is asked for. */
export function liveFrom(needsSeries: boolean): string {
  return `rollup_minute AS r${needsSeries ? " JOIN series AS s ON s.tenant = r.tenant AND s.series_id = r.series_id" : ""}`;
}

export const needsSeries = (filters: LiveFilters) => Object.keys(filters).some((name) => name !== "tenant");

export { Bindings };
