import type { DemoTenant, Feature } from "./cast";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Share of a working day's traffic in each local hour, people at work. */
const OFFICE = [2, 1, 1, 1, 1, 2, 8, 24, 60, 92, 100, 95, 70, 78, 96, 98, 90, 70, 42, 30, 24, 18, 10, 5];
const OFFICE_SUM = OFFICE.reduce((sum, each) => sum + each, 0);

/** Saturday and Sunday of the tenant's own days. */
function isWeekend(localMs: number): boolean {
  const day = new Date(localMs).getUTCDay();
  return day === 0 || day === 6;
}

/** How far a tenant has grown on its way to today's traffic. `ageDays`: days before the end. */
export function growth(tenant: DemoTenant, ageDays: number): number {
  if (ageDays > tenant.since) return 0;
  return tenant.startedAt ** (Math.max(0, ageDays) / 90);
}

/** Requests expected of one feature in the hour that begins at `hourMs`. */
export function expectedRequests(tenant: DemoTenant, feature: Feature, share: number, hourMs: number, ageDays: number): number {
  const today = tenant.requestsADay * share * growth(tenant, ageDays);
  if (tenant.startedAt === 1) return (today / 24) * (isWeekend(hourMs) ? tenant.weekend : 1);
  const localMs = hourMs - tenant.hoursBehind * HOUR_MS;
  const localHour = new Date(localMs).getUTCHours();
  // Documents are extracted around the clock, by machines.
  const part = feature === "document-extraction" ? 1 / 24 : (OFFICE[localHour] ?? 0) / OFFICE_SUM;
  return today * part * (isWeekend(localMs) ? tenant.weekend : 1);
}
