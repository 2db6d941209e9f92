import { uuidv7 } from "uuidv7";
import { now } from "@/lib/platform/clock";
import { prisma } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import { type AppUser, Prisma } from "@/lib/platform/generated/prisma/client";
import type { Role } from "@/lib/platform/http/operation";
import type { Actor } from "./actor";
import { audit } from "./audit";
import type { NewUser, User, UserChange } from "./contract";
import { decodeCursor, page, UUID } from "./cursor";
import { hashPassword, makePassword } from "./passwords";
import { sessionCache } from "./session-cache";
import { announceSessions } from "./sessions";
import { requireUnlimited, shownLimit, storedLimit } from "./tenant-limit";
import { inAccessTransaction } from "./transaction";

type UserWithPassword = User & { password: string | null };

function shown(row: AppUser): User {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role as Role,
    tenants: shownLimit(row.tenants),
    created_at: row.createdAt.toISOString(),
    disabled_at: row.disabledAt?.toISOString() ?? null,
  };
}

export async function listUsers(limit: number, cursor?: string) {
  const after = decodeCursor(cursor, UUID);
  const found = await prisma().appUser.findMany({
    where: after ? { id: { gt: after } } : {},
    orderBy: { id: "asc" },
    take: limit + 1,
  });
  const { rows, next_cursor } = page(found, limit, (row) => row.id);
  return { users: rows.map(shown), next_cursor };
}

/** Adds a person; without a password given, one is generated and returned once. */
export async function createUser(given: NewUser, actor: Actor): Promise<UserWithPassword> {
  requireUnlimited(given.role === "admin", given.tenants ?? null);
  const generated = given.password === undefined ? makePassword() : null;
  const passwordHash = await hashPassword(given.password ?? generated ?? "");
  try {
    return await inAccessTransaction(async (tx, connection) => {
      const row = await tx.appUser.create({
        data: {
          id: uuidv7(),
          email: given.email,
          name: given.name,
          role: given.role,
          tenants: storedLimit(given.tenants ?? null),
          passwordHash,
        },
      });
      await audit(connection, {
        actor: actor.principal,
        ip: actor.ip,
        action: "user.create",
        subject: `user:${row.email}`,
        after: shown(row),
      });
      return { ...shown(row), password: generated };
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
export async function changeUser(id: string, change: UserChange, actor: Actor): Promise<UserWithPassword> {
  const generated = change.reset_password ? makePassword() : null;
  const password = change.password ?? generated;
  const passwordHash = password === null ? undefined : await hashPassword(password);
  const result = await inAccessTransaction(async (tx, connection) => {
    const admins = await lockAdmins(tx);
    const before = await tx.appUser.findUnique({ where: { id } });
    if (!before) throw new DomainError("not_found", "There is no person with this id.");
    const staysAdmin = (change.role ?? before.role) === "admin" && !(change.disabled ?? before.disabledAt !== null);
    if (!staysAdmin && admins.length === 1 && admins[0] === id)
      throw new DomainError("conflict", `${before.email} is the last admin. Make another person admin first.`);
    const tenants = change.tenants === undefined ? shownLimit(before.tenants) : change.tenants;
    requireUnlimited((change.role ?? before.role) === "admin", tenants);
    const after = await tx.appUser.update({
      where: { id },
      data: {
        ...(change.name === undefined ? {} : { name: change.name }),
        ...(change.role === undefined ? {} : { role: change.role }),
        ...(change.tenants === undefined ? {} : { tenants: storedLimit(change.tenants) }),
        ...(change.disabled === undefined ? {} : { disabledAt: change.disabled ? (before.disabledAt ?? now()) : null }),
        ...(passwordHash === undefined ? {} : { passwordHash }),
      },
    });
    if (passwordHash !== undefined || after.disabledAt)
      await tx.session.updateMany({ where: { userId: id, revokedAt: null }, data: { revokedAt: now() } });
    await announceSessions(connection);
    await audit(connection, {
      actor: actor.principal,
      ip: actor.ip,
      action: passwordHash === undefined ? "user.change" : "user.set_password",
      subject: `user:${before.email}`,
      before: shown(before),
      after: shown(after),
    });
    return { ...shown(after), password: generated };
  });
  sessionCache().clear();
  return result;
}

/**
 * The way back in for whom no admin can help: gives the person a new generated password and ends
 * their sessions.
 * @throws not_found, naming the admins there are; conflict when they may not sign in anyway
 */
export async function resetPassword(email: string, actor: Actor): Promise<{ email: string; password: string }> {
  const user = await prisma().appUser.findUnique({ where: { email: email.trim().toLowerCase() } });
  if (!user) throw new DomainError("not_found", `There is no person with the e-mail ${email}. ${await adminsInWords()}`);
  if (user.disabledAt)
    throw new DomainError("conflict", `${user.email} is disabled and cannot sign in. ${await adminsInWords()}`);
  const { password } = await changeUser(user.id, { reset_password: true }, actor);
  return { email: user.email, password: password ?? "" };
}

async function adminsInWords(): Promise<string> {
  const admins = await prisma().appUser.findMany({
    where: { role: "admin", disabledAt: null },
    orderBy: { email: "asc" },
    take: 5,
  });
  return `Admins: ${admins.map((admin) => admin.email).join(", ")}.`;
}

/** The ids of all who are admin now; locked, so that two admins cannot both stop being the last but one. */
async function lockAdmins(tx: Prisma.TransactionClient): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM app_user WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id FOR UPDATE`;
  return rows.map((row) => row.id);
}
