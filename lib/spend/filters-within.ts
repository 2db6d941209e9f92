import type { Reach } from "@/lib/platform/reach";
import type { Filter } from "./groupings";

/** The filters, with that by tenant cut to what is within reach, or added where there is none. */
export function filtersWithin(reach: Reach, filters: readonly Filter[]): Filter[] {
  if (!reach.limited) return [...filters];
  const asked = filters.find(({ by }) => by.name === "tenant");
  const values = reach.within(asked?.values) ?? [];
  const byTenant: Filter = { by: { kind: "dimension", name: "tenant" }, values, ...(asked ? {} : { implied: true }) };
  return [...filters.filter((filter) => filter !== asked), byTenant];
}
