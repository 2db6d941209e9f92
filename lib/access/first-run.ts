import { uuidv7 } from "uuidv7";
import { bumpVersion } from "@/lib/platform/change-versions";
import type { Prisma } from "@/lib/platform/generated/prisma/client";
import type { Scope } from "@/lib/platform/http/operation";
import { settings } from "@/lib/platform/settings";
import { audit, type Connection } from "./audit";
import { hashPassword, makePassword } from "./passwords";
import { tokenCache } from "./token-cache";
import { makeToken, tokenHash } from "./token-format";
import { inAccessTransaction } from "./transaction";

/** Keeps two instances that start at once from both being the first. */
const FIRST_RUN_LOCK = 41_001;
const FIRST_TOKEN_SCOPES: Scope[] = ["ingest:write", "spend:read"];
const SYSTEM = { kind: "system", id: null, name: "start" } as const;

/** What the first start shows, once. The password is null when a setting gave it. */
export interface FirstRun {
  email: string;
  password: string | null;
  token: string;
}

/**
 * Makes the first admin and the first API token when there is nobody yet, and at every start the
 * bootstrap token of the settings when the database does not have it.
 * @returns null on every start but the first
 */
export async function firstRun(): Promise<FirstRun | null> {
  const { COSTWARDEN_ADMIN_EMAIL, COSTWARDEN_ADMIN_PASSWORD, COSTWARDEN_BOOTSTRAP_TOKEN } = settings();
  const made = await inAccessTransaction(async (tx, connection) => {
    await connection.query("SELECT pg_advisory_xact_lock($1)", [FIRST_RUN_LOCK]);
    if (COSTWARDEN_BOOTSTRAP_TOKEN) await ensureBootstrapToken(tx, connection, COSTWARDEN_BOOTSTRAP_TOKEN);
    if ((await tx.appUser.count()) > 0) return null;

    const email = COSTWARDEN_ADMIN_EMAIL.toLowerCase();
    const password = COSTWARDEN_ADMIN_PASSWORD ?? makePassword();
    await tx.appUser.create({
      data: { id: uuidv7(), email, name: "Admin", role: "admin", passwordHash: await hashPassword(password) },
    });
    await audit(connection, { actor: SYSTEM, action: "user.create", subject: `user:${email}`, after: { email, role: "admin" } });
    const token = makeToken();
    await storeToken(tx, connection, "first-token", token, FIRST_TOKEN_SCOPES);
    return { email, password: COSTWARDEN_ADMIN_PASSWORD ? null : password, token };
  });
  tokenCache().expire();
  return made;
}

async function ensureBootstrapToken(tx: Prisma.TransactionClient, connection: Connection, token: string): Promise<void> {
  // A revoked one stays revoked: the setting does not undo what an admin decided.
  if (await tx.apiToken.findUnique({ where: { tokenHash: Uint8Array.from(tokenHash(token)) } })) return;
  const earlier = await tx.apiToken.count({ where: { name: { startsWith: "bootstrap" } } });
  await storeToken(tx, connection, earlier === 0 ? "bootstrap" : `bootstrap-${earlier + 1}`, token, ["admin"]);
}

async function storeToken(
  tx: Prisma.TransactionClient,
  connection: Connection,
  name: string,
  token: string,
  scopes: Scope[],
): Promise<void> {
  await tx.apiToken.create({
    data: {
      id: uuidv7(),
      name,
      tokenHash: Uint8Array.from(tokenHash(token)),
      last4: token.slice(-4),
      scopes,
      createdBy: SYSTEM.name,
    },
  });
  await bumpVersion(connection, "tokens");
  await audit(connection, { actor: SYSTEM, action: "token.create", subject: `token:${name}`, after: { name, scopes } });
}
