import { z } from "zod";
import type { Role } from "@/lib/platform/http/operation";
import { type OidcProvider, roleOfGroups } from "./provider";

/** Who the provider says has come. */
export interface Identity {
  issuer: string;
  subject: string;
  email: string;
  name: string;
  /** What their groups give; null where roles are given here. */
  role: Role | null;
}

/** Why somebody whom the provider knows does not come in: the sign-in page has a sentence for each. */
export type Refusal = "issuer" | "no_email" | "unverified" | "domain" | "groups" | "unknown" | "disabled" | "taken";

const claimed = z.looseObject({
  iss: z.string().optional().catch(undefined),
  sub: z.string().min(1).max(255),
  email: z.email().max(320).optional().catch(undefined),
  email_verified: z.union([z.boolean(), z.stringbool()]).optional().catch(undefined),
  name: z.string().max(256).optional().catch(undefined),
});

/** A claim at the top, or within others by a path: "groups", "realm_access.roles". */
function claimAt(claims: Record<string, unknown>, path: string): unknown {
  if (path in claims) return claims[path];
  return path.split(".").reduce<unknown>((at, step) => (at as Record<string, unknown> | null | undefined)?.[step], claims);
}

function groupsOf(claims: Record<string, unknown>, path: string): string[] {
  const found = claimAt(claims, path);
  if (Array.isArray(found)) return found.filter((group) => typeof group === "string");
  return typeof found === "string" ? [found] : [];
}

/** Discovery must name the issuer that was asked; the library takes whatever name it finds there. */
const isSameIssuer = (told: string, set: string) => told.replace(/\/$/, "") === set.replace(/\/$/, "");

/**
 * What the provider's claims mean here. The e-mail address must be verified there: whoever could
 * claim any address would come in as its owner.
 */
export function readClaims(provider: OidcProvider, claims: unknown): Identity | { refused: Refusal; email: string } {
  const { iss, sub, email: given, email_verified: verified, name, ...others } = claimed.parse(claims);
  const email = given?.toLowerCase();
  if (iss !== undefined && !isSameIssuer(iss, provider.issuer)) return { refused: "issuer", email: email ?? "" };
  if (email === undefined) return { refused: "no_email", email: "" };
  if (verified !== true) return { refused: "unverified", email };
  const domain = email.slice(email.lastIndexOf("@") + 1);
  if (provider.domains.length > 0 && !provider.domains.includes(domain)) return { refused: "domain", email };
  const role = provider.roles.length === 0 ? null : roleOfGroups(provider.roles, groupsOf(others, provider.groupClaim));
  if (role === null && provider.roles.length > 0) return { refused: "groups", email };
  return { issuer: provider.issuer, subject: sub, email, name: name ?? "", role };
}
