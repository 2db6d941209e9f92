import { now } from "@/lib/platform/clock";
import { prisma } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import type { Actor } from "../actor";
import { audit } from "../audit";
import { sessionCache } from "../session-cache";
import { announceSessions } from "../sessions";
import { inAccessTransaction } from "../transaction";
import type { Session } from "./contract";

const MOST_SHOWN = 200;

/** The running sessions of a person, the last used first. @param current the id of the one that asks */
export async function listSessions(userId: string, current: string | null): Promise<{ sessions: Session[] }> {
  if ((await prisma().appUser.count({ where: { id: userId } })) === 0)
    throw new DomainError("not_found", "There is no person with this id.");
  const rows = await prisma().session.findMany({
    where: { userId, revokedAt: null, expiresAt: { gt: now() } },
    orderBy: [{ lastSeenAt: "desc" }, { id: "desc" }],
    take: MOST_SHOWN,
  });
  return {
    sessions: rows.map((row) => ({
      id: row.id,
      method: row.method as Session["method"],
      created_at: row.createdAt.toISOString(),
      last_seen_at: row.lastSeenAt.toISOString(),
      expires_at: row.expiresAt.toISOString(),
      ip: row.ip,
      user_agent: row.userAgent,
      current: row.id === current,
    })),
  };
}

interface Which {
  userId: string;
  /** One session; all of them where it is left out. */
  sessionId?: string;
  /** Stays, where all are ended. */
  except?: string | null;
}

/** Ends sessions of a person: here at once, on every other instance within a second. @throws not_found */
export async function endSessions({ userId, sessionId, except = null }: Which, actor: Actor): Promise<{ ended: number }> {
  const ended = await inAccessTransaction(async (tx, connection) => {
    const user = await tx.appUser.findUnique({ where: { id: userId } });
    if (!user) throw new DomainError("not_found", "There is no person with this id.");
    const { count } = await tx.session.updateMany({
      where: {
        userId,
        revokedAt: null,
        expiresAt: { gt: now() },
        ...(sessionId === undefined ? {} : { id: sessionId }),
        ...(except === null ? {} : { NOT: { id: except } }),
      },
      data: { revokedAt: now() },
    });
    if (sessionId !== undefined && count === 0)
      throw new DomainError("not_found", "There is no running session with this id; it may have ended already.");
    if (count === 0) return 0;
    await announceSessions(connection);
    await audit(connection, {
      actor: actor.principal,
      ip: actor.ip,
      action: "session.revoke",
      subject: `user:${user.email}`,
      after: sessionId === undefined ? { ended: count } : { session: sessionId },
    });
    return count;
  });
  sessionCache().clear();
  return { ended };
}
