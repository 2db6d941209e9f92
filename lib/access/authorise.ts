import { DomainError } from "@/lib/platform/errors";
import type { AccessRule, Scope } from "@/lib/platform/http/operation";
import { isSameOrigin, publicOrigin } from "./origin";
import type { Principal, TokenPrincipal, UserPrincipal } from "./principal";
import { sessionCache } from "./session-cache";
import { readSessionId } from "./session-token";
import { tokenCache } from "./token-cache";

/** `admin` implies every scope, and writing a thing implies reading it. */
export function holdsScope(held: readonly Scope[], needed: Scope): boolean {
  if (held.includes(needed) || held.includes("admin")) return true;
  return needed.endsWith(":read") && held.includes(needed.replace(/:read$/, ":write") as Scope);
}

/**
 * The token an Authorization header carries, or null when it is missing, unknown, revoked or
 * expired. Answers at once, except when the rows in memory are to be looked at anew.
 */
export function authenticateBearer(header: string | null | undefined): TokenPrincipal | null | Promise<TokenPrincipal | null> {
  return header ? tokenCache().authenticate(header) : null;
}

/** As authenticateBearer, from what was known before: asks no database. For doors that answer while it is away. */
export function rememberedBearer(header: string | null | undefined): TokenPrincipal | null {
  return header ? tokenCache().remembered(header) : null;
}

/** Looks for changes of tokens, ahead of their use. @throws when the database cannot be reached */
export function refreshTokens(): Promise<void> {
  return tokenCache().check();
}

/** The signed-in person a cookie header names. */
export async function authenticateSession(headers: Headers): Promise<UserPrincipal | null> {
  const secure = publicOrigin(headers).startsWith("https:");
  const sessionId = await readSessionId(headers.get("cookie"), secure);
  return sessionId === null ? null : sessionCache().find(sessionId);
}

function requireScope(token: TokenPrincipal, scope: Scope | null): TokenPrincipal {
  if (scope === null)
    throw new DomainError("forbidden", "An API token is no person: this is for who is signed in.", {
      details: { required_scope: null },
    });
  if (holdsScope(token.scopes, scope)) return token;
  throw new DomainError("forbidden", `The token "${token.name}" does not have the scope ${scope}.`, {
    details: { required_scope: scope },
  });
}

/** Refuses who is limited to tenants what is not known to keep to them. */
function requireReach<P extends TokenPrincipal | UserPrincipal>(principal: P, { tenants }: Exclude<AccessRule, "public">): P {
  if (principal.tenants === null || tenants === "within reach" || tenants === "no tenant data") return principal;
  const who = principal.kind === "user" ? "Your membership" : `The token "${principal.name}"`;
  throw new DomainError("forbidden", `${who} is limited to tenants, and this concerns the whole organisation.`, {
    details: { limited_to_tenants: true },
  });
}

function requireOwnPages(request: Request): void {
  if (!isSameOrigin(request.headers))
    throw new DomainError("forbidden", "A change from a browser must come from this site's own pages.");
}

const READS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Lets in who may call the operation: a token by its scope, a person by the role they have now.
 * @returns null for a public operation
 * @throws unauthenticated, or forbidden with the missing scope or role named
 */
export async function authorise(request: Request, operation: { access: AccessRule }): Promise<Principal | null> {
  const { access } = operation;
  if (access === "public") {
    if (!READS.has(request.method)) requireOwnPages(request);
    return null;
  }
  const header = request.headers.get("authorization");
  if (header !== null) {
    const token = await authenticateBearer(header);
    if (token === null)
      throw new DomainError(
        "unauthenticated",
        "The API token is unknown, revoked or expired. Send: Authorization: Bearer cw_...",
      );
    return requireReach(requireScope(token, access.scope), access);
  }
  const person = await authenticateSession(request.headers);
  if (person === null) throw new DomainError("unauthenticated", "Sign in, or send an API token: Authorization: Bearer cw_...");
  if (!READS.has(request.method)) requireOwnPages(request);
  if (!access.roles.includes(person.role))
    throw new DomainError("forbidden", `Your role (${person.role}) may not do this; it needs: ${access.roles.join(", ")}.`, {
      details: { required_roles: access.roles },
    });
  return requireReach(person, access);
}
