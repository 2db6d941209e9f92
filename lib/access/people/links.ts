import { uuidv7 } from "uuidv7";
import { now, nowMs } from "@/lib/platform/clock";
import { prisma } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import type { AppUser, Prisma } from "@/lib/platform/generated/prisma/client";
import type { Connection } from "../audit";
import { type LinkKind, openLink, sealLink } from "./link-token";
import { type Mail, mailer } from "./mailer";

const HOUR_MS = 3_600_000;
/** How long a link may be used. One that somebody asked for without being signed in lives short. */
export const LINK_MS = { invitation: 7 * 24 * HOUR_MS, reset: 24 * HOUR_MS, forgotten: HOUR_MS } as const;

const PAGE = { invitation: "/invitation/", reset: "/reset/" } as const;

export interface LinkMade {
  /** Null where it was e-mailed: then only its receiver sees it. */
  url: string | null;
  expires_at: string;
  emailed: boolean;
}

interface Wanted {
  kind: LinkKind;
  lifeMs: number;
  by: string;
  /** The site's address, before the path. */
  site: string;
  letter(url: string, expires: Date): Pick<Mail, "subject" | "text">;
}

/** Makes the person's link in the caller's transaction and queues its letter. Earlier links of theirs end. */
export async function makeLink(
  tx: Prisma.TransactionClient,
  connection: Connection,
  user: AppUser,
  wanted: Wanted,
): Promise<LinkMade> {
  await withdrawLinks(tx, user.id);
  const id = uuidv7();
  const expires = new Date(nowMs() + wanted.lifeMs);
  await tx.accountLink.create({
    data: { id, kind: wanted.kind, userId: user.id, createdAt: now(), createdBy: wanted.by, expiresAt: expires },
  });
  const url = wanted.site + PAGE[wanted.kind] + sealLink(wanted.kind, id, expires.getTime());
  const emailed = mailer().canMail();
  if (emailed)
    await mailer().queueMail(connection, { to: user.email, key: `account-link:${id}`, ...wanted.letter(url, expires) });
  return { url: emailed ? null : url, expires_at: expires.toISOString(), emailed };
}

/** Ends the links of a person that were not used yet. */
export async function withdrawLinks(tx: Prisma.TransactionClient, userId: string): Promise<void> {
  await tx.accountLink.updateMany({
    where: { userId, usedAt: null, withdrawnAt: null },
    data: { withdrawnAt: now() },
  });
}

const NAMED = { invitation: "invitation", reset: "link" } as const;

function gone(kind: LinkKind, why: string): DomainError {
  const next = kind === "invitation" ? "Ask an admin for another one." : "Ask for another one.";
  return new DomainError("gone", `This ${NAMED[kind]} ${why}. ${next}`);
}

/**
 * Whose link this is, while it may be used.
 * @throws not_found when it was not made here, gone when it expired, was used or was withdrawn
 */
export async function readLink(kind: LinkKind, token: string): Promise<{ id: string; user: AppUser; expiresAt: Date }> {
  const opened = openLink(kind, token);
  if (!opened) throw new DomainError("not_found", `This ${NAMED[kind]} is not complete or was not made here. Copy it whole.`);
  if (opened.expiresMs <= nowMs()) throw gone(kind, "has expired");
  const link = await prisma().accountLink.findUnique({ where: { id: opened.id }, include: { user: true } });
  if (!link || link.user.disabledAt) throw gone(kind, "is not valid any more");
  if (link.usedAt) throw gone(kind, "was used already");
  if (link.withdrawnAt) throw gone(kind, "was replaced or withdrawn");
  return { id: link.id, user: link.user, expiresAt: link.expiresAt };
}

/** Uses the link up: of two at once, one succeeds. @throws gone */
export async function takeLink(tx: Prisma.TransactionClient, kind: LinkKind, id: string): Promise<void> {
  const { count } = await tx.accountLink.updateMany({
    where: { id, kind, usedAt: null, withdrawnAt: null, expiresAt: { gt: now() } },
    data: { usedAt: now() },
  });
  if (count === 0) throw gone(kind, "was used already");
}
