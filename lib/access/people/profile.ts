import { now } from "@/lib/platform/clock";
import { prisma } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import type { Actor } from "../actor";
import { audit } from "../audit";
import type { User } from "../contract";
import { oidcOnly } from "../oidc/provider";
import { hashPassword, passwordMatches } from "../passwords";
import type { Principal, UserPrincipal } from "../principal";
import { sessionCache } from "../session-cache";
import { announceSessions } from "../sessions";
import { signInWait } from "../sign-in-limit";
import { inAccessTransaction } from "../transaction";
import type { ProfileChange } from "./contract";
import { withdrawLinks } from "./links";
import { refusePasswords, requireUser, shownUser } from "./person";

/** The signed-in person who asks about themself. @throws forbidden for an API token, which is nobody */
export function requirePerson(principal: Principal | null): UserPrincipal {
  if (principal?.kind === "user") return principal;
  throw new DomainError("forbidden", "An API token is no person: this is for who is signed in.");
}

/** The person's own account. */
export async function readProfile(person: UserPrincipal): Promise<User> {
  const user = await prisma().appUser.findUnique({ where: { id: person.id } });
  if (!user) throw new DomainError("not_found", "This account was removed.");
  return shownUser(user);
}

/**
 * Changes one's own name or password. Another password ends every other session of theirs.
 * @throws validation_failed when the password given as the current one is not
 */
export async function changeProfile(person: UserPrincipal, change: ProfileChange, actor: Actor): Promise<User> {
  const { name, password, current_password: current } = change;
  if (password !== undefined) await proveCurrent(person, current ?? "", actor);
  const passwordHash = password === undefined ? undefined : await hashPassword(password);
  const result = await inAccessTransaction(async (tx, connection) => {
    const before = await requireUser(tx, person.id);
    const after = await tx.appUser.update({
      where: { id: person.id },
      data: {
        ...(name === undefined ? {} : { name }),
        ...(passwordHash === undefined ? {} : { passwordHash, recoveryUntil: null }),
      },
    });
    if (passwordHash !== undefined) {
      await withdrawLinks(tx, person.id);
      await tx.session.updateMany({
        where: { userId: person.id, revokedAt: null, NOT: { id: person.sessionId } },
        data: { revokedAt: now() },
      });
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

/** Whoever sits at an open session may not take the account over: the password now is asked, and guesses of it are counted. */
async function proveCurrent(person: UserPrincipal, current: string, actor: Actor): Promise<void> {
  if (oidcOnly()) throw refusePasswords();
  const wait = await signInWait(person.email, actor.ip ?? "unknown");
  if (wait !== null)
    throw new DomainError("rate_limited", `Too many attempts. Try again in ${Math.ceil(wait / 60)} min.`, {
      retryAfterSeconds: wait,
    });
  const user = await prisma().appUser.findUnique({ where: { id: person.id } });
  if (await passwordMatches(user?.passwordHash ?? null, current)) return;
  throw new DomainError("validation_failed", "/current_password: is not your password.", {
    errors: [{ pointer: "/current_password", detail: "is not your password" }],
  });
}
