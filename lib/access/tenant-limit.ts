import { DomainError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";

type Limit = readonly string[] | null;

/** A limit as its column holds it; null there means every tenant. */
export function storedLimit(tenants: Limit): string[] | typeof Prisma.DbNull {
  return tenants === null ? Prisma.DbNull : [...tenants];
}

export function shownLimit(stored: Prisma.JsonValue): string[] | null {
  return stored as string[] | null;
}

/** @throws validation_failed: who administers sees and changes everything, so a limit on them would be none */
export function requireUnlimited(administers: boolean, tenants: Limit): void {
  if (!administers || tenants === null) return;
  const detail = "must be null: who administers reaches every tenant";
  throw new DomainError("validation_failed", `/tenants: ${detail}.`, { errors: [{ pointer: "/tenants", detail }] });
}
