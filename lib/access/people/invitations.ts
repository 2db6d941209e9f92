import { now } from "@/lib/platform/clock";
import { DomainError } from "@/lib/platform/errors";
import type { AppUser, Prisma } from "@/lib/platform/generated/prisma/client";
import { type Actor, actorName } from "../actor";
import { audit, type Connection } from "../audit";
import { oidcOnly, oidcProvider } from "../oidc/provider";
import { hashPassword } from "../passwords";
import { inAccessTransaction } from "../transaction";
import type { LinkMade } from "./contract";
import { invitationLetter, welcomeLetter } from "./letters";
import { LINK_MS, makeLink, readLink, takeLink, withdrawLinks } from "./links";
import { mailer } from "./mailer";
import { principalOf, requireUser } from "./person";

/** The person's invitation, in the caller's transaction; null where they sign in at the provider alone and need no link. */
export async function invite(
  tx: Prisma.TransactionClient,
  connection: Connection,
  user: AppUser,
  actor: Actor,
  site: string,
): Promise<LinkMade | null> {
  const by = actorName(actor);
  if (!oidcOnly())
    return makeLink(tx, connection, user, {
      kind: "invitation",
      lifeMs: LINK_MS.invitation,
      by,
      site,
      letter: (url, expires) => invitationLetter(by, url, expires),
    });
  if (mailer().canMail())
    await mailer().queueMail(connection, {
      to: user.email,
      key: `welcome:${user.id}`,
      ...welcomeLetter(by, `${site}/sign-in`, oidcProvider()?.label ?? ""),
    });
  return null;
}

/** Invites again somebody who did not accept yet; the link before ends. @throws conflict when they did, or need none */
export function inviteAgain(id: string, actor: Actor, site: string): Promise<LinkMade> {
  return inAccessTransaction(async (tx, connection) => {
    const user = await requireUser(tx, id);
    if (user.joinedAt || user.disabledAt)
      throw new DomainError(
        "conflict",
        `${user.email} ${user.disabledAt ? "is disabled" : "has accepted already; send a reset instead"}.`,
      );
    const made = await invite(tx, connection, user, actor, site);
    if (made === null) throw new DomainError("conflict", "People sign in at the identity provider here; no link is needed.");
    await audit(connection, {
      actor: actor.principal,
      ip: actor.ip,
      action: "user.invite",
      subject: `user:${user.email}`,
      after: { expires_at: made.expires_at, emailed: made.emailed },
    });
    return made;
  });
}

/** Accepts an invitation: sets the person's first password. @throws not_found or gone when the link is of no use */
export async function acceptInvitation(
  given: { token: string; password: string; name?: string | undefined },
  ip: string | null,
): Promise<{ email: string }> {
  if (oidcOnly()) throw new DomainError("conflict", "People sign in at the identity provider here; sign in there.");
  const { id, user } = await readLink("invitation", given.token);
  const passwordHash = await hashPassword(given.password);
  return inAccessTransaction(async (tx, connection) => {
    await takeLink(tx, "invitation", id);
    await withdrawLinks(tx, user.id);
    await tx.appUser.update({
      where: { id: user.id },
      data: { passwordHash, joinedAt: now(), ...(given.name ? { name: given.name } : {}) },
    });
    await audit(connection, { actor: principalOf(user), ip, action: "user.join", subject: `user:${user.email}` });
    return { email: user.email };
  });
}

/** Who is invited by this link. @throws not_found or gone when it is of no use */
export async function readInvitation(token: string): Promise<{ email: string; name: string }> {
  const { user } = await readLink("invitation", token);
  return { email: user.email, name: user.name };
}
