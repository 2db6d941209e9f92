import { now, nowMs } from "@/lib/platform/clock";
import { prisma } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import { rateLimit } from "@/lib/platform/http/rate-limit";
import { log } from "@/lib/platform/log";
import { singleton } from "@/lib/platform/singleton";
import { type Actor, actorName } from "../actor";
import { audit } from "../audit";
import { oidcOnly } from "../oidc/provider";
import { siteForMail } from "../origin";
import { hashPassword, makePassword } from "../passwords";
import { sessionCache } from "../session-cache";
import { announceSessions } from "../sessions";
import { inAccessTransaction } from "../transaction";
import type { LinkMade } from "./contract";
import { resetLetter } from "./letters";
import { LINK_MS, makeLink, readLink, takeLink, withdrawLinks } from "./links";
import { mailer } from "./mailer";
import { principalOf, refusePasswords, requireUser } from "./person";

const ADDRESS = { attempts: 20, seconds: 15 * 60 };
const ACCOUNT = { attempts: 3, seconds: 3600 };
/** How long a password set by the recovery command is taken where only the provider is. */
const RECOVERY_MS = 3_600_000;

/** Letters under way; tests wait for them. */
const underWay = singleton("resetRequests", () => new Set<Promise<void>>());

export async function resetRequestsDone(): Promise<void> {
  while (underWay.size > 0) await Promise.all(underWay);
}

/**
 * Somebody forgot their password: a link goes to the address if an account has it. The answer is the
 * same, and given before anybody looked, whether there is one or not.
 * @throws rate_limited alike for accounts that do not exist; conflict where no letters are sent
 */
export async function requestReset(email: string, ip: string): Promise<{ detail: string }> {
  if (oidcOnly()) throw refusePasswords();
  if (!mailer().canMail())
    throw new DomainError("conflict", "This installation sends no e-mail. Ask an admin for a link to set another password.");
  const waits = await Promise.all([rateLimit("resetAddress", ADDRESS).take(ip), rateLimit("resetAccount", ACCOUNT).take(email)]);
  const wait = Math.max(0, ...waits.map((each) => each ?? 0));
  if (wait > 0)
    throw new DomainError("rate_limited", `Too many requests. Try again in ${Math.ceil(wait / 60)} min.`, {
      retryAfterSeconds: wait,
    });
  const work = sendForgotten(email, ip)
    .catch((error: unknown) => log().error({ err: error }, "a reset could not be sent"))
    .finally(() => underWay.delete(work));
  underWay.add(work);
  return { detail: `If an account has this address, a link is on its way to it. It works for an hour.` };
}

async function sendForgotten(email: string, ip: string): Promise<void> {
  const user = await prisma().appUser.findUnique({ where: { email } });
  await inAccessTransaction(async (tx, connection) => {
    await audit(connection, { actor: null, ip, action: "user.ask_reset", subject: `user:${email}` });
    if (!user || user.disabledAt) return;
    await makeLink(tx, connection, user, {
      kind: "reset",
      lifeMs: LINK_MS.forgotten,
      by: "sign-in page",
      // Never from the request: whoever asks could name a site of theirs, and the letter would lead there.
      site: siteForMail(),
      letter: resetLetter,
    });
  });
}

/** An admin's link for somebody to set another password. Their sessions and password stay until it is used. */
export function sendReset(id: string, actor: Actor, site: string): Promise<LinkMade> {
  if (oidcOnly()) throw refusePasswords();
  return inAccessTransaction(async (tx, connection) => {
    const user = await requireUser(tx, id);
    if (user.disabledAt) throw new DomainError("conflict", `${user.email} is disabled and cannot sign in.`);
    if (!user.joinedAt) throw new DomainError("conflict", `${user.email} has not accepted the invitation; invite again instead.`);
    const made = await makeLink(tx, connection, user, {
      kind: "reset",
      lifeMs: LINK_MS.reset,
      by: actorName(actor),
      site,
      letter: resetLetter,
    });
    await audit(connection, {
      actor: actor.principal,
      ip: actor.ip,
      action: "user.send_reset",
      subject: `user:${user.email}`,
      after: { expires_at: made.expires_at, emailed: made.emailed },
    });
    return made;
  });
}

/** Sets another password by a link, and ends every session of the person. @throws not_found or gone */
export async function completeReset(given: { token: string; password: string }, ip: string | null): Promise<{ email: string }> {
  if (oidcOnly()) throw refusePasswords();
  const { id, user } = await readLink("reset", given.token);
  const passwordHash = await hashPassword(given.password);
  await inAccessTransaction(async (tx, connection) => {
    await takeLink(tx, "reset", id);
    await withdrawLinks(tx, user.id);
    await tx.appUser.update({ where: { id: user.id }, data: { passwordHash, joinedAt: user.joinedAt ?? now() } });
    await tx.session.updateMany({ where: { userId: user.id, revokedAt: null }, data: { revokedAt: now() } });
    await announceSessions(connection);
    await audit(connection, { actor: principalOf(user), ip, action: "user.set_password", subject: `user:${user.email}` });
  });
  sessionCache().clear();
  return { email: user.email };
}

/** Whose password this link sets. @throws not_found or gone when it is of no use */
export async function readReset(token: string): Promise<{ email: string }> {
  return { email: (await readLink("reset", token)).user.email };
}

/**
 * The way back in for whom no admin can help: gives the person a new generated password, which for an
 * hour is taken even where only the provider is, and ends their sessions.
 * @throws not_found, naming the admins there are; conflict when they may not sign in anyway
 */
export async function resetPassword(email: string, actor: Actor): Promise<{ email: string; password: string }> {
  const user = await prisma().appUser.findUnique({ where: { email: email.trim().toLowerCase() } });
  if (!user) throw new DomainError("not_found", `There is no person with the e-mail ${email}. ${await adminsInWords()}`);
  if (user.disabledAt)
    throw new DomainError("conflict", `${user.email} is disabled and cannot sign in. ${await adminsInWords()}`);
  const password = makePassword();
  const passwordHash = await hashPassword(password);
  await inAccessTransaction(async (tx, connection) => {
    await withdrawLinks(tx, user.id);
    await tx.appUser.update({
      where: { id: user.id },
      data: { passwordHash, joinedAt: user.joinedAt ?? now(), recoveryUntil: new Date(nowMs() + RECOVERY_MS) },
    });
    await tx.session.updateMany({ where: { userId: user.id, revokedAt: null }, data: { revokedAt: now() } });
    await announceSessions(connection);
    await audit(connection, {
      actor: actor.principal,
      ip: actor.ip,
      action: "user.set_password",
      subject: `user:${user.email}`,
      after: { recovery: true },
    });
  });
  sessionCache().clear();
  return { email: user.email, password };
}

async function adminsInWords(): Promise<string> {
  const admins = await prisma().appUser.findMany({
    where: { role: "admin", disabledAt: null },
    orderBy: { email: "asc" },
    take: 5,
  });
  return `Admins: ${admins.map((admin) => admin.email).join(", ")}.`;
}
