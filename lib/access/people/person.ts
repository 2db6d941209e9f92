import { DomainError } from "@/lib/platform/errors";
import type { AppUser, Prisma } from "@/lib/platform/generated/prisma/client";
import type { Role } from "@/lib/platform/http/operation";
import type { User } from "../contract";
import { oidcOnly } from "../oidc/provider";
import type { UserPrincipal } from "../principal";
import { shownLimit } from "../tenant-limit";

/** A person as the API shows them, and as the audit log keeps them. */
export function shownUser(row: AppUser, seen: Date | null = null): User {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role as Role,
    tenants: shownLimit(row.tenants),
    state: row.disabledAt ? "disabled" : row.joinedAt ? "active" : "invited",
    signs_in_with: [
      ...(row.passwordHash && !oidcOnly() ? (["password"] as const) : []),
      ...(row.oidcSubject ? (["oidc"] as const) : []),
    ],
    created_at: row.createdAt.toISOString(),
    joined_at: row.joinedAt?.toISOString() ?? null,
    disabled_at: row.disabledAt?.toISOString() ?? null,
    last_seen_at: seen?.toISOString() ?? null,
  };
}

/** The person, locked until the transaction ends; null when there is none. */
export async function lockUser(tx: Prisma.TransactionClient, id: string): Promise<AppUser | null> {
  await tx.$queryRaw`SELECT id FROM app_user WHERE id = ${id}::uuid FOR UPDATE`;
  return tx.appUser.findUnique({ where: { id } });
}

/** The person, locked for the change. @throws not_found */
export async function requireUser(tx: Prisma.TransactionClient, id: string): Promise<AppUser> {
  const user = await lockUser(tx, id);
  if (!user) throw new DomainError("not_found", "There is no person with this id.");
  return user;
}

export function refusePasswords(): DomainError {
  return new DomainError("conflict", "People sign in at the identity provider here; passwords are not used.", {
    errors: [{ pointer: "/password", detail: "is not used here" }],
  });
}

/** A person as somebody who acts; without a session where they act by a link. */
export function principalOf(user: AppUser, sessionId = ""): UserPrincipal {
  return {
    kind: "user",
    id: user.id,
    name: user.name,
    email: user.email,
    role: user.role as UserPrincipal["role"],
    tenants: shownLimit(user.tenants),
    sessionId,
  };
}
