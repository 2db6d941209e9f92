import { organisation } from "@/lib/platform/organisation";
import type { KeyStatus } from "./contract";
import { type DueDate, dueDate, rotateBy } from "./schedule";

/** A key of the inventory as stored, with its values and what is known of its owner. */
export interface KeyRecord {
  id: string;
  name: string;
  provider: string;
  environment: string;
  owner: { userId: string | null; email: string; name: string | null; gone: boolean } | null;
  purpose: string;
  allowedTenants: string[];
  allowedFeatures: string[];
  allowedEnvironments: string[];
  rotationDays: number | null;
  rotatedAt: Date;
  expiresAt: Date | null;
  timezone: string | null;
  status: KeyStatus;
  rotationStartedAt: Date | null;
  rotationStartedBy: string | null;
  /** The generation that a rotation under way replaces. */
  rotationFrom: number | null;
  compromisedAt: Date | null;
  compromisedBy: string | null;
  compromiseReason: string | null;
  retiredAt: Date | null;
  createdAt: Date;
  createdBy: string;
  updatedAt: Date;
  /** Newest first. */
  values: ValueRecord[];
}

export interface ValueRecord {
  fingerprint: string;
  last4: string;
  generation: number;
  state: "current" | "previous" | "retired" | "compromised";
  registeredAt: Date;
  retiredAt: Date | null;
  compromisedAt: Date | null;
  /** What denies our own decisions for it. */
  stopId: string | null;
  firstSeen: Date | null;
  lastSeen: Date | null;
  sleptFrom: Date | null;
  wokeAt: Date | null;
}

export function zoneOf(key: Pick<KeyRecord, "timezone">): string {
  return key.timezone ?? organisation().timezone;
}

/** Days between rotations: the key's own, its environment's, or the organisation's. */
export function intervalOf(key: Pick<KeyRecord, "rotationDays" | "environment">): number {
  const { key_rotation_days, key_rotation_days_by_environment } = organisation();
  return key.rotationDays ?? key_rotation_days_by_environment[key.environment] ?? key_rotation_days;
}

export function rotateByOf(key: KeyRecord): string {
  return rotateBy(key.rotatedAt.getTime(), intervalOf(key), zoneOf(key));
}

/** When something is to be done; null for a key that is no longer to be used. */
export function dueOf(key: KeyRecord): DueDate | null {
  if (key.status === "retired" || key.status === "compromised") return null;
  return dueDate(key.rotatedAt.getTime(), intervalOf(key), key.expiresAt?.getTime() ?? null, zoneOf(key));
}

/** The value that services are to use. */
export function currentValue(key: KeyRecord): ValueRecord | undefined {
  return key.values[0];
}
