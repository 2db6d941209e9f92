import { settings } from "@/lib/platform/settings";
import { oidcOnly, oidcProvider } from "../oidc/provider";
import { OIDC_SESSION_SECONDS, SESSION_SECONDS } from "../session-token";
import type { SignInSettings } from "./contract";
import { mailer } from "./mailer";

const DAY_SECONDS = 86_400;
export const OIDC_CALLBACK = "/api/auth/callback/oidc";

/** How people sign in here, as the settings of the process say; without secrets. */
export function readSignInSettings(site: string): SignInSettings {
  const provider = oidcProvider();
  return {
    password: !oidcOnly(),
    mail: mailer().canMail(),
    public_url: settings().COSTWARDEN_PUBLIC_URL ?? null,
    oidc: provider && {
      issuer: provider.issuer,
      client_id: provider.clientId,
      label: provider.label,
      callback_url: site + OIDC_CALLBACK,
      domains: [...provider.domains],
      group_claim: provider.groupClaim,
      roles: provider.roles.map(({ group, role }) => ({ group, role })),
    },
    session_days: { password: SESSION_SECONDS / DAY_SECONDS, oidc: OIDC_SESSION_SECONDS / DAY_SECONDS },
  };
}

/** What the sign-in page offers: nothing in it is secret. */
export function waysToSignIn(): { password: boolean; provider: string | null; mail: boolean } {
  return { password: !oidcOnly(), provider: oidcProvider()?.label ?? null, mail: mailer().canMail() };
}
