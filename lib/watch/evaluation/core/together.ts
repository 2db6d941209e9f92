import { commonGrowth, errorsTogether, MOST_TENANTS, type TenantShare } from "@/lib/anomalies/service";
import { HOUR_WINDOW } from "./fields";
import { hourOf, type Watched } from "./judge-subject";

const LEAST_ACTIVE_HOURS = 24 * 7;
/** While everybody grows, one is news that grows this much more than they do. */
export const BEYOND_COMMON = 3;
/** Everybody at twice the expected is news. */
export const GROWTH_TOLD = 2;
/** Share of 5xx from which a provider's tenant counts as hit. */
export const PROVIDER_ERRORS_ABOVE = 0.04;
/** Three minutes where there is traffic; at night ten must do. */
const PROVIDER_WINDOWS = [3, 10] as const;

/** What a tenant spends now against what was expected of it; null for one that is young or idle. */
export function growthRatio(tenant: Watched, atMs: number): number | null {
  if (tenant.activeHours < LEAST_ACTIVE_HOURS || tenant.sum(HOUR_WINDOW, "requests") < 0.5) return null;
  const band = tenant.bandOfHour("spend", hourOf(atMs));
  return band && band.expected > 0 ? tenant.sum(HOUR_WINDOW, "usd") / band.expected : null;
}

/** How much the tenants grew together: what one of them is judged against, and what may be told, which is 1 until it is certain. */
export function growthOf(tenants: Iterable<Watched>, atMs: number): { common: number; certain: number } {
  const ratios: number[] = [];
  for (const tenant of tenants) {
    const ratio = growthRatio(tenant, atMs);
    if (ratio !== null) ratios.push(ratio);
  }
  return growthIn(ratios);
}

export const growthIn = (ratios: readonly number[]) => ({
  common: commonGrowth(ratios),
  certain: commonGrowth(ratios, MOST_TENANTS),
});

/** What one tenant sends one provider. */
export interface TenantAtProvider {
  readonly tenant: string;
  sum(minutes: number, field: "requests" | "status5xx"): number;
}

/** Whose calls fail together at one provider; null where it is not the provider. */
export function hitAtProvider(parts: readonly TenantAtProvider[]): string[] | null {
  for (const minutes of PROVIDER_WINDOWS) {
    let [failed, requests] = [0, 0];
    for (const part of parts) {
      failed += part.sum(minutes, "status5xx");
      requests += part.sum(minutes, "requests");
    }
    if (failed <= PROVIDER_ERRORS_ABOVE * requests) continue;
    const shares: TenantShare[] = [];
    for (const part of parts)
      shares.push({ tenant: part.tenant, part: part.sum(minutes, "status5xx"), whole: part.sum(minutes, "requests") });
    const hit = errorsTogether(shares, PROVIDER_ERRORS_ABOVE);
    if (hit) return hit;
  }
  return null;
}

/** Whether so little of all that a provider is sent fails that it cannot be the provider. */
export function isFine(all: Pick<TenantAtProvider, "sum">): boolean {
  return PROVIDER_WINDOWS.every(
    (minutes) => all.sum(minutes, "status5xx") <= (PROVIDER_ERRORS_ABOVE / 4) * all.sum(minutes, "requests"),
  );
}

/** Whether more than one tenant of a provider fails of late: it may be the provider, though that is not certain yet. */
export function mayBeOutage(parts: readonly TenantAtProvider[]): boolean {
  let failing = 0;
  for (const part of parts) {
    const failed = part.sum(3, "status5xx");
    if (failed >= 2 && failed > PROVIDER_ERRORS_ABOVE * part.sum(3, "requests") && ++failing > 1) return true;
  }
  return false;
}
