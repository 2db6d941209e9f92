import { uuidv7 } from "uuidv7";
import { bumpVersion } from "@/lib/platform/change-versions";
import { now } from "@/lib/platform/clock";
import { prisma } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import { Prisma, type ApiToken as Row } from "@/lib/platform/generated/prisma/client";
import { type Actor, actorName } from "./actor";
import { audit } from "./audit";
import type { ApiToken, NewToken, TokenChange } from "./contract";
import { decodeCursor, page, UUID } from "./cursor";
import { requireUnlimited, shownLimit, storedLimit } from "./tenant-limit";
import { tokenCache } from "./token-cache";
import { makeToken, tokenHash } from "./token-format";
import { inAccessTransaction } from "./transaction";

function shown(row: Row): ApiToken {
  return {
    id: row.id,
    name: row.name,
    last4: row.last4,
    scopes: row.scopes,
    default_environment: row.defaultEnvironment,
    trusts_reported_cost: row.trustsReportedCost,
    tenants: shownLimit(row.tenants),
    created_at: row.createdAt.toISOString(),
    created_by: row.createdBy,
    expires_at: row.expiresAt?.toISOString() ?? null,
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
    revoked_at: row.revokedAt?.toISOString() ?? null,
  };
}

/** All tokens, newest first; also revoked and expired ones. */
export async function listTokens(limit: number, cursor?: string) {
  const before = decodeCursor(cursor, UUID);
  const found = await prisma().apiToken.findMany({
    where: before ? { id: { lt: before } } : {},
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  const { rows, next_cursor } = page(found, limit, (row) => row.id);
  return { tokens: rows.map(shown), next_cursor };
}

/**
 * Makes a token and returns it with its secret, which is kept nowhere.
 * @throws conflict when the name was ever used: events name their source by it
 */
export async function createToken(given: NewToken, actor: Actor): Promise<ApiToken & { token: string }> {
  requireFuture(given.expires_at);
  requireUnlimited(given.scopes.includes("admin"), given.tenants ?? null);
  const token = makeToken();
  try {
    const row = await inAccessTransaction(async (tx, connection) => {
      const made = await tx.apiToken.create({
        data: {
          id: uuidv7(),
          name: given.name,
          tokenHash: Uint8Array.from(tokenHash(token)),
          last4: token.slice(-4),
          scopes: given.scopes,
          defaultEnvironment: given.default_environment,
          trustsReportedCost: given.trusts_reported_cost,
          tenants: storedLimit(given.tenants ?? null),
          createdBy: actorName(actor),
          expiresAt: given.expires_at,
        },
      });
      await bumpVersion(connection, "tokens");
      await audit(connection, {
        actor: actor.principal,
        ip: actor.ip,
        action: "token.create",
        subject: `token:${made.name}`,
        after: shown(made),
      });
      return made;
    });
    return { ...shown(row), token };
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002")
      throw new DomainError("conflict", `There is or was a token named "${given.name}"; a name is never used twice.`, {
        errors: [{ pointer: "/name", detail: "is taken" }],
      });
    throw error;
  } finally {
    tokenCache().expire();
  }
}

/** Changes what may change of a token; acts on every instance within a second. */
export function changeToken(id: string, change: TokenChange, actor: Actor): Promise<ApiToken> {
  requireFuture(change.expires_at ?? null);
  return alter(id, "token.change", actor, (row) => {
    if (row.revokedAt) throw new DomainError("conflict", `The token "${row.name}" is revoked and cannot be changed.`);
    requireUnlimited(row.scopes.includes("admin"), change.tenants ?? null);
    return {
      ...(change.tenants === undefined ? {} : { tenants: storedLimit(change.tenants) }),
      ...(change.default_environment === undefined ? {} : { defaultEnvironment: change.default_environment }),
      ...(change.trusts_reported_cost === undefined ? {} : { trustsReportedCost: change.trusts_reported_cost }),
      ...(change.expires_at === undefined ? {} : { expiresAt: change.expires_at }),
    };
  });
}

/** Ends a token: refused here at once, on every other instance within a second. */
export function revokeToken(id: string, actor: Actor): Promise<ApiToken> {
  return alter(id, "token.revoke", actor, (row) => (row.revokedAt ? null : { revokedAt: now() }));
}

async function alter(
  id: string,
  action: string,
  actor: Actor,
  decide: (row: Row) => Prisma.ApiTokenUpdateInput | null,
): Promise<ApiToken> {
  const row = await inAccessTransaction(async (tx, connection) => {
    const before = await tx.apiToken.findUnique({ where: { id } });
    if (!before) throw new DomainError("not_found", "There is no token with this id.");
    const data = decide(before);
    if (data === null) return before;
    const after = await tx.apiToken.update({ where: { id }, data });
    await bumpVersion(connection, "tokens");
    await audit(connection, {
      actor: actor.principal,
      ip: actor.ip,
      action,
      subject: `token:${before.name}`,
      before: shown(before),
      after: shown(after),
    });
    return after;
  });
  tokenCache().expire();
  return shown(row);
}

function requireFuture(expiry: string | null): void {
  if (expiry !== null && Date.parse(expiry) <= now().getTime())
    throw new DomainError("validation_failed", "/expires_at: lies in the past.", {
      errors: [{ pointer: "/expires_at", detail: "lies in the past" }],
    });
}
