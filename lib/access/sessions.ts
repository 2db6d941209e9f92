import { uuidv7 } from "uuidv7";
import { bumpVersion } from "@/lib/platform/change-versions";
import { nowMs } from "@/lib/platform/clock";
import { prisma } from "@/lib/platform/database";
import { audit, type Connection } from "./audit";
import { passwordMatches } from "./passwords";
import type { UserPrincipal } from "./principal";
import { sessionCache } from "./session-cache";
import { SESSION_SECONDS } from "./session-token";
import { shownLimit } from "./tenant-limit";
import { inAccessTransaction } from "./transaction";

/** Where a person signs in from. */
export interface Origin {
  ip: string | null;
  userAgent: string | null;
}

/**
 * Checks an e-mail and password and opens a session. Takes the same time and gives the same
 * answer, null, for a wrong password, an unknown account and a disabled one.
 */
export async function openSession(email: string, password: string, origin: Origin): Promise<UserPrincipal | null> {
  const user = await prisma().appUser.findUnique({ where: { email } });
  const matches = await passwordMatches(user?.passwordHash ?? null, password);
  if (!user || !matches || user.disabledAt) {
    await inAccessTransaction((_, connection) =>
      audit(connection, { actor: null, action: "session.refuse", subject: `user:${email}`, ip: origin.ip }),
    );
    return null;
  }
  const principal: UserPrincipal = {
    kind: "user",
    id: user.id,
    name: user.name,
    email: user.email,
    role: user.role as UserPrincipal["role"],
    tenants: shownLimit(user.tenants),
    sessionId: uuidv7(),
  };
  await inAccessTransaction(async (tx, connection) => {
    await tx.session.create({
      data: {
        id: principal.sessionId,
        userId: user.id,
        expiresAt: new Date(nowMs() + SESSION_SECONDS * 1000),
        ip: origin.ip,
        userAgent: origin.userAgent?.slice(0, 512) ?? null,
      },
    });
    await audit(connection, { actor: principal, action: "session.open", subject: `user:${email}`, ip: origin.ip });
  });
  return principal;
}

/** Ends one session, here at once and on every other instance within a second. */
export async function endSession(sessionId: string, ip: string | null): Promise<void> {
  const principal = await sessionCache().find(sessionId);
  if (!principal) return;
  await inAccessTransaction(async (tx, connection) => {
    await tx.session.update({ where: { id: sessionId }, data: { revokedAt: new Date(nowMs()) } });
    await announceSessions(connection);
    await audit(connection, { actor: principal, action: "session.end", subject: `user:${principal.email}`, ip });
  });
  sessionCache().clear();
}

/** Tells every instance that what it remembers of sessions and roles may be wrong. */
export function announceSessions(connection: Connection): Promise<void> {
  return bumpVersion(connection, "sessions");
}
