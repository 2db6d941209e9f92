import type { TokenSet } from "next-auth";
import type { OAuthConfig } from "next-auth/providers/oauth";
import type { OidcProvider } from "./provider";

type Claims = Record<string, unknown>;

/**
 * The configured provider as next-auth knows one: found by discovery; code flow with PKCE, state and
 * nonce; the ID token is verified by the library. Claims that the token leaves out (groups often) are
 * asked of the userinfo endpoint.
 */
export function nextAuthProvider(provider: OidcProvider): OAuthConfig<Claims> {
  return {
    id: "oidc",
    name: provider.label,
    type: "oauth",
    wellKnown: `${provider.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    issuer: provider.issuer,
    clientId: provider.clientId,
    clientSecret: provider.clientSecret,
    authorization: { params: { scope: provider.scope } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    userinfo: {
      async request({ client, tokens }) {
        const claims = (tokens as unknown as { claims(): Claims }).claims();
        const grouped = provider.roles.length === 0 || provider.groupClaim in claims;
        const complete = grouped && claims.email !== undefined && claims.email_verified !== undefined;
        if (complete || !client.issuer.metadata.userinfo_endpoint || !tokens.access_token) return claims as never;
        // The library refuses an answer about another subject than the token's.
        const told: Claims = await client.userinfo(tokens as TokenSet as never);
        return { ...told, ...claims } as never;
      },
    },
    profile: (claims) => ({ id: String(claims.sub) }),
  };
}
