import type { Role } from "@/lib/platform/http/operation";
import { type GroupRole, parseRoleMapping } from "@/lib/platform/role-mapping";
import { settings } from "@/lib/platform/settings";

/** The identity provider that the settings name. */
export interface OidcProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  scope: string;
  label: string;
  /** Of e-mail addresses that may come in; empty for all. */
  domains: readonly string[];
  groupClaim: string;
  /** Empty: roles are given here, and only people who were invited come in. */
  roles: readonly GroupRole[];
}

/** Null where none is configured. */
export function oidcProvider(): OidcProvider | null {
  const set = settings();
  const {
    COSTWARDEN_OIDC_ISSUER: issuer,
    COSTWARDEN_OIDC_CLIENT_ID: clientId,
    COSTWARDEN_OIDC_CLIENT_SECRET: clientSecret,
  } = set;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return null;
  return {
    issuer: issuer.replace(/\/\.well-known\/openid-configuration\/?$/, ""),
    clientId,
    clientSecret,
    scope: set.COSTWARDEN_OIDC_SCOPE,
    label: set.COSTWARDEN_OIDC_LABEL,
    domains: set.COSTWARDEN_OIDC_DOMAINS.split(",")
      .map((domain) => domain.trim().toLowerCase().replace(/^@/, ""))
      .filter(Boolean),
    groupClaim: set.COSTWARDEN_OIDC_GROUP_CLAIM,
    roles: parseRoleMapping(set.COSTWARDEN_OIDC_ROLES) ?? [],
  };
}

/** Whether the provider is the only way in. */
export function oidcOnly(): boolean {
  return settings().COSTWARDEN_OIDC_ONLY;
}

/** Greatest first: who is in several groups has the greatest role of them. */
const BY_POWER: readonly Role[] = ["admin", "finance", "engineer", "viewer"];

/** The role that groups give; null when the mapping lets nobody of them in. */
export function roleOfGroups(mapping: readonly GroupRole[], groups: readonly string[]): Role | null {
  const given = new Set(mapping.filter(({ group }) => groups.includes(group)).map(({ role }) => role));
  const found = BY_POWER.find((role) => given.has(role));
  return found ?? mapping.find(({ group }) => group === "*")?.role ?? null;
}
