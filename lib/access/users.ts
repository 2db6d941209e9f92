import { uuidv7 } from "uuidv7";
import { now } from "@/lib/platform/clock";
import { prisma } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import { type AppUser, Prisma } from "@/lib/platform/generated/prisma/client";
import type { Actor } from "./actor";
import { audit } from "./audit";
import type { NewUser, User, UserChange } from "./contract";
import { decodeCursor, page, UUID } from "./cursor";
import { oidcOnly } from "./oidc/provider";
import { hashPassword } from "./passwords";
import type { UserWithLink } from "./people/contract";
import { invite } from "./people/invitations";
import { withdrawLinks } from "./people/links";
import { refusePasswords, requireUser, shownUser } from "./people/person";
import { lastSeen } from "./queries/last-seen";
import { sessionCache } from "./session-cache";
import { announceSessions } from "./sessions";
import { requireUnlimited, shownLimit, storedLimit } from "./tenant-limit";
import { inAccessTransaction } from "./transaction";

export async function listUsers(limit: number, cursor?: string) {
  const after = decodeCursor(cursor, UUID);
  const found = await prisma().appUser.findMany({
    where: after ? { id: { gt: after } } : {},
    orderBy: { id: "asc" },
    take: limit + 1,
  });
  const { rows, next_cursor } = page(found, limit, (row) => row.id);
  const seen = await lastSeen(rows.map((row) => row.id));
  return { users: rows.map((row) => shownUser(row, seen.get(row.id))), next_cursor };
}

/**
 * Adds a person: with a password they may sign in at once, without one they are invited by a link.
 * @param site the address of this site, for the link
 */
export async function createUser(given: NewUser, actor: Actor, site = ""): Promise<UserWithLink> {
  requireUnlimited(given.role === "admin", given.tenants ?? null);
  if (given.password !== undefined && oidcOnly()) throw refusePasswords();
  const passwordHash = given.password === undefined ? null : await hashPassword(given.password);
  try {
    return await inAccessTransaction(async (tx, connection) => {
      const joinedAt = passwordHash === null ? null : now();
      const row = await tx.appUser.create({
        data: {
          id: uuidv7(),
          email: given.email,
          name: given.name,
          role: given.role,
          tenants: storedLimit(given.tenants ?? null),
          passwordHash,
          joinedAt,
        },
      });
      await audit(connection, {
        actor: actor.principal,
        ip: actor.ip,
        action: passwordHash === null ? "user.invite" : "user.create",
        subject: `user:${row.email}`,
        after: shownUser(row),
      });
      const invitation = passwordHash === null ? await invite(tx, connection, row, actor, site) : null;
      return { ...shownUser(row), invitation };
    });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002")
      throw new DomainError("conflict", `There is already a person with the e-mail ${given.email}.`, {
        errors: [{ pointer: "/email", detail: "is taken" }],
      });
    throw error;
  }
}

/**
 * Changes a person. Running sessions follow within a second: another role acts in them, another
 * password or disabling ends them.
 * @throws conflict when no admin would be left
 */
export async function changeUser(id: string, change: UserChange, actor: Actor): Promise<User> {
  if (change.password !== undefined && oidcOnly()) throw refusePasswords();
  const passwordHash = change.password === undefined ? undefined : await hashPassword(change.password);
  const result = await inAccessTransaction(async (tx, connection) => {
    const admins = await lockAdmins(tx);
    const before = await requireUser(tx, id);
    const staysAdmin = (change.role ?? before.role) === "admin" && !(change.disabled ?? before.disabledAt !== null);
    if (!staysAdmin) keepOneAdmin(admins, before);
    const tenants = change.tenants === undefined ? shownLimit(before.tenants) : change.tenants;
    requireUnlimited((change.role ?? before.role) === "admin", tenants);
    const after = await tx.appUser.update({
      where: { id },
      data: {
        ...(change.name === undefined ? {} : { name: change.name }),
        ...(change.role === undefined ? {} : { role: change.role }),
        ...(change.tenants === undefined ? {} : { tenants: storedLimit(change.tenants) }),
        ...(change.disabled === undefined ? {} : { disabledAt: change.disabled ? (before.disabledAt ?? now()) : null }),
        ...(passwordHash === undefined ? {} : { passwordHash, recoveryUntil: null, joinedAt: before.joinedAt ?? now() }),
      },
    });
    if (passwordHash !== undefined || after.disabledAt) {
      await withdrawLinks(tx, id);
      await tx.session.updateMany({ where: { userId: id, revokedAt: null }, data: { revokedAt: now() } });
    }
    await announceSessions(connection);
    await audit(connection, {
      actor: actor.principal,
      ip: actor.ip,
      action: passwordHash === undefined ? "user.change" : "user.set_password",
      subject: `user:${before.email}`,
      before: shownUser(before),
      after: shownUser(after),
    });
    return shownUser(after);
  });
  sessionCache().clear();
  return result;
}

/**
 * Removes a person: their sessions and links end with them. What they made and did keeps their name.
 * @throws conflict when no admin would be left
 */
export async function removeUser(id: string, actor: Actor): Promise<User> {
  const removed = await inAccessTransaction(async (tx, connection) => {
    const admins = await lockAdmins(tx);
    const before = await requireUser(tx, id);
    keepOneAdmin(admins, before);
    await tx.appUser.delete({ where: { id } });
    await announceSessions(connection);
    await audit(connection, {
      actor: actor.principal,
      ip: actor.ip,
      action: "user.remove",
      subject: `user:${before.email}`,
      before: shownUser(before),
    });
    return shownUser(before);
  });
  sessionCache().clear();
  return removed;
}

function keepOneAdmin(admins: readonly string[], user: AppUser): void {
  if (admins.length === 1 && admins[0] === user.id)
    throw new DomainError("conflict", `${user.email} is the last admin. Make another person admin first.`);
}

/** The ids of all who are admin now and may sign in; locked, so that two admins cannot both stop being the last but one. */
async function lockAdmins(tx: Prisma.TransactionClient): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM app_user WHERE role = 'admin' AND disabled_at IS NULL AND joined_at IS NOT NULL ORDER BY id FOR UPDATE`;
  return rows.map((row) => row.id);
}
