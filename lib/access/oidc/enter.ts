import { uuidv7 } from "uuidv7";
import { now } from "@/lib/platform/clock";
import type { AppUser, Prisma } from "@/lib/platform/generated/prisma/client";
import { audit, type Connection } from "../audit";
import { lockUser, principalOf, shownUser } from "../people/person";
import type { UserPrincipal } from "../principal";
import { sessionCache } from "../session-cache";
import { announceSessions, beginSession, noteRefusal, type Origin } from "../sessions";
import { storedLimit } from "../tenant-limit";
import { inAccessTransaction } from "../transaction";
import { type Identity, type Refusal, readClaims } from "./claims";
import type { OidcProvider } from "./provider";

type Entered = { person: UserPrincipal } | { refused: Refusal };

/**
 * Opens a session for whom the provider sent, if they may come in. Their role is what their groups give
 * now; where a group was taken away, running sessions follow too.
 */
export async function enterByProvider(provider: OidcProvider, claims: unknown, origin: Origin): Promise<Entered> {
  const read = readClaims(provider, claims);
  const entered = await inAccessTransaction(async (tx, connection): Promise<Entered> => {
    const refuse = async (refused: Refusal) => {
      await noteRefusal(connection, read.email, origin.ip, refused);
      return { refused };
    };
    if ("refused" in read) {
      if (read.refused === "groups") await endOthers(tx, connection, provider.issuer, claims);
      return refuse(read.refused);
    }
    // Two first sign-ins of one person at once are one after the other.
    await connection.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 41002))", [read.email]);
    const user = await accountOf(tx, read);
    if (user === "taken") return refuse("taken");
    if (user === null && read.role === null) return refuse("unknown");
    if (user?.disabledAt) return refuse("disabled");
    const current = await bringUpToDate(tx, connection, user, read, origin.ip);
    return { person: await beginSession(tx, connection, current, "oidc", origin) };
  });
  sessionCache().clear();
  return entered;
}

/**
 * The account of an identity: by who they are at the provider, else by their verified address, the first time.
 * "taken" when the address belongs to somebody else there.
 */
async function accountOf(tx: Prisma.TransactionClient, identity: Identity): Promise<AppUser | "taken" | null> {
  const { issuer, subject, email } = identity;
  const known = await tx.appUser.findUnique({ where: { oidcIssuer_oidcSubject: { oidcIssuer: issuer, oidcSubject: subject } } });
  if (known) return lockUser(tx, known.id);
  const named = await tx.appUser.findUnique({ where: { email } });
  if (!named) return null;
  if (named.oidcIssuer === issuer && named.oidcSubject !== subject) return "taken";
  return lockUser(tx, named.id);
}

async function bringUpToDate(
  tx: Prisma.TransactionClient,
  connection: Connection,
  before: AppUser | null,
  identity: Identity,
  ip: string | null,
): Promise<AppUser> {
  const link = { oidcIssuer: identity.issuer, oidcSubject: identity.subject };
  const { email, name, role } = identity;
  if (before === null) {
    const data = { id: uuidv7(), email, name, role: role ?? "viewer", joinedAt: now(), ...link };
    const made = await tx.appUser.create({ data });
    await audit(connection, {
      actor: principalOf(made),
      ip,
      action: "user.join",
      subject: `user:${email}`,
      after: shownUser(made),
    });
    return made;
  }
  const moved = before.email !== email && (await tx.appUser.count({ where: { email } })) === 0;
  const after = await tx.appUser.update({
    where: { id: before.id },
    data: {
      ...link,
      joinedAt: before.joinedAt ?? now(),
      // Who administers has no limit to tenants.
      ...(role === null ? {} : { role, ...(role === "admin" ? { tenants: storedLimit(null) } : {}) }),
      ...(before.name === "" ? { name } : {}),
      ...(moved ? { email } : {}),
    },
  });
  if (JSON.stringify(shownUser(before)) === JSON.stringify(shownUser(after))) return after;
  await announceSessions(connection);
  await audit(connection, {
    actor: principalOf(after),
    ip,
    action: before.joinedAt ? "user.change" : "user.join",
    subject: `user:${after.email}`,
    before: shownUser(before),
    after: shownUser(after),
  });
  return after;
}

/** Who is in no group any more is refused now, and their earlier sessions end with it. */
async function endOthers(tx: Prisma.TransactionClient, connection: Connection, issuer: string, claims: unknown): Promise<void> {
  const subject = (claims as { sub?: unknown }).sub;
  if (typeof subject !== "string") return;
  const user = await tx.appUser.findUnique({ where: { oidcIssuer_oidcSubject: { oidcIssuer: issuer, oidcSubject: subject } } });
  if (!user) return;
  await tx.session.updateMany({ where: { userId: user.id, revokedAt: null, method: "oidc" }, data: { revokedAt: now() } });
  await announceSessions(connection);
}
