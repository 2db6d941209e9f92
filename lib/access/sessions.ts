import { uuidv7 } from "uuidv7";
import { bumpVersion } from "@/lib/platform/change-versions";
import { now, nowMs } from "@/lib/platform/clock";
import { prisma } from "@/lib/platform/database";
import type { AppUser, Prisma } from "@/lib/platform/generated/prisma/client";
import { audit, type Connection } from "./audit";
import { oidcOnly } from "./oidc/provider";
import { passwordMatches } from "./passwords";
import { lockUser, principalOf } from "./people/person";
import type { UserPrincipal } from "./principal";
import { sessionCache } from "./session-cache";
import { OIDC_SESSION_SECONDS, SESSION_SECONDS } from "./session-token";
import { inAccessTransaction } from "./transaction";

/** Where a person signs in from. */
export interface Origin {
  ip: string | null;
  userAgent: string | null;
}

type Method = "password" | "oidc";

/** Where only the provider is, passwords are for who was given one by the recovery command, for an hour. */
function mayUsePassword(user: AppUser): boolean {
  return !oidcOnly() || (user.recoveryUntil !== null && user.recoveryUntil > now());
}

/**
 * Checks an e-mail and password and opens a session. Takes the same time and gives the same
 * answer, null, for a wrong password, an unknown account and a disabled one.
 */
export async function openSession(email: string, password: string, origin: Origin): Promise<UserPrincipal | null> {
  const user = await prisma().appUser.findUnique({ where: { email } });
  const matches = await passwordMatches(user?.passwordHash ?? null, password);
  return inAccessTransaction(async (tx, connection) => {
    // Read again and locked: a password changed meanwhile ends this attempt or the session it opens.
    const found = user && (await lockUser(tx, user.id));
    if (!found || !matches || found.passwordHash !== user.passwordHash || found.disabledAt || !mayUsePassword(found)) {
      await noteRefusal(connection, email, origin.ip);
      return null;
    }
    return beginSession(tx, connection, found, "password", origin);
  });
}

/** Notes a refused sign-in. What is no address is left out: it may be a password typed in the wrong field. */
export function noteRefusal(connection: Connection, email: string, ip: string | null, reason?: string): Promise<void> {
  return audit(connection, {
    actor: null,
    action: "session.refuse",
    subject: `user:${email.includes("@") ? email : "unknown"}`,
    ip,
    ...(reason === undefined ? {} : { after: { reason } }),
  });
}

/** Opens a session in the caller's transaction, for a person who proved who they are. */
export async function beginSession(
  tx: Prisma.TransactionClient,
  connection: Connection,
  user: AppUser,
  method: Method,
  origin: Origin,
): Promise<UserPrincipal> {
  const principal = principalOf(user, uuidv7());
  const seconds = method === "oidc" ? OIDC_SESSION_SECONDS : SESSION_SECONDS;
  await tx.session.create({
    data: {
      id: principal.sessionId,
      userId: user.id,
      createdAt: now(),
      lastSeenAt: now(),
      expiresAt: new Date(nowMs() + seconds * 1000),
      method,
      ip: origin.ip,
      userAgent: origin.userAgent?.slice(0, 512) ?? null,
    },
  });
  await audit(connection, {
    actor: principal,
    action: "session.open",
    subject: `user:${user.email}`,
    ip: origin.ip,
    after: { method },
  });
  return principal;
}

/** Ends one session, here at once and on every other instance within a second. */
export async function endSession(sessionId: string, ip: string | null): Promise<void> {
  const principal = await sessionCache().find(sessionId);
  if (!principal) return;
  await inAccessTransaction(async (tx, connection) => {
    await tx.session.update({ where: { id: sessionId }, data: { revokedAt: now() } });
    await announceSessions(connection);
    await audit(connection, { actor: principal, action: "session.end", subject: `user:${principal.email}`, ip });
  });
  sessionCache().clear();
}

/** Tells every instance that what it remembers of sessions and roles may be wrong. */
export function announceSessions(connection: Connection): Promise<void> {
  return bumpVersion(connection, "sessions");
}
