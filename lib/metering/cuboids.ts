/**
 * The base dimensions of spend, in the order of every rollup's key, and the sets of them
 * ("cuboids") that are summed ahead: per UTC hour and per day in the organisation's zone.
 */
export const DIMENSIONS = ["tenant", "feature", "environment", "provider", "model", "key"] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export const CUBOIDS: Readonly<Record<number, readonly Dimension[]>> = {
  0: [],
  1: ["tenant"],
  2: ["tenant", "feature"],
  3: ["tenant", "environment"],
  4: ["tenant", "provider", "model"],
  5: ["tenant", "key"],
  6: ["feature", "environment", "provider", "model", "key"],
  7: DIMENSIONS,
};

export const HOUR_CUBOIDS = [0, 1] as const;
/** Of days and months alike. */
export const DAY_CUBOIDS = [0, 1, 2, 3, 4, 5, 6, 7] as const;
/** By which a label's values and, under the value '', all usage that has the label are summed ahead. */
export const VALUE_CUBOIDS = [0, 1, 6] as const;

/** The label under which users have rollups of their own; a declared tag's label is `tag:NAME`. */
export const USER_LABEL = "user";

/** Whether this cuboid of a label has a row for each value: users by everything but the tenant would be as many as they are. */
export function holdsValues(cuboid: number, label: string): boolean {
  return cuboid !== 6 || label !== USER_LABEL;
}

/** The reserved tenant of the event that the process sends to itself. */
export const CANARY_TENANT = "__canary";

/** Tenants of our own (the canary); refused from outside and left out of every report. */
export function isReservedTenant(tenant: string): boolean {
  return tenant.startsWith("__");
}

/** Whether a cuboid counts this tenant's usage: one that does not tell tenants apart leaves out our own. */
export function counts(cuboid: number, tenant: string): boolean {
  return !isReservedTenant(tenant) || (CUBOIDS[cuboid] ?? []).includes("tenant");
}
