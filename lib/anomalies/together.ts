import { surelyAtLeast } from "./rules/judge-share";

const LEAST_TENANTS = 3;
const HIT_OF = 0.4;

/** What one tenant shows of something that may be happening to everybody. */
export interface TenantShare {
  tenant: string;
  part: number;
  whole: number;
}

/**
 * Whether errors rise in the tenants of one provider together: one fact at the provider, naming the tenants, and not one a tenant.
 * @param above share of errors from which a tenant counts as hit; two fifths of the active ones must be, and the rest of them without
 *   the largest must show it too, for certain: one runaway among small tenants is its own fact
 */
export function errorsTogether(tenants: readonly TenantShare[], above: number, leastRequests = 10): string[] | null {
  const active = tenants.filter(({ whole }) => whole >= leastRequests);
  const hit = active.filter(({ part, whole }) => part / whole > above);
  if (hit.length < LEAST_TENANTS || hit.length < HIT_OF * active.length) return null;
  const largest = active.reduce((most, each) => (each.part > most.part ? each : most));
  let [part, whole] = [0, 0];
  for (const each of active) {
    if (each === largest) continue;
    part += each.part;
    whole += each.whole;
  }
  return surelyAtLeast(part, whole) > above ? hit.map(({ tenant }) => tenant) : null;
}

const GROWN = 1.5;
/** So many at once are no chance: a launch that comes on slowly is reckoned with before it is certain. */
const MANY = 0.4;
/** Of so many it can be said that everybody grows. */
export const MOST_TENANTS = 0.6;
const LEAST_RATIOS = 5;

/**
 * How much all tenants grew together: the median of actual over expected, where many of them grew; else 1.
 * A launch moves the median; a runaway, however large, does not.
 * @param of what part of them must have grown: MOST_TENANTS where it is to be told as a fact
 */
export function commonGrowth(ratios: readonly number[], of = MANY): number {
  if (ratios.length < LEAST_RATIOS) return 1;
  const grown = ratios.filter((ratio) => ratio > GROWN).length;
  if (grown < of * ratios.length) return 1;
  const sorted = Float64Array.from(ratios).sort();
  return sorted[sorted.length >> 1] ?? 1;
}
