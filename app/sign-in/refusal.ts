const WORDS: Readonly<Record<string, string>> = {
  issuer:
    "The identity provider calls itself otherwise than the settings here do. Ask an admin: COSTWARDEN_OIDC_ISSUER must be its exact name.",
  no_email: "The identity provider told us no e-mail address of yours. Ask an admin to allow it there.",
  unverified: "Your e-mail address is not verified at the identity provider. Verify it there, then try again.",
  domain: "Addresses of your domain may not sign in here.",
  groups: "None of your groups at the identity provider may sign in here. Ask an admin.",
  unknown: "You have no access yet. Ask an admin to invite you.",
  disabled: "Your access was ended. Ask an admin.",
  taken: "Your e-mail address belongs to another account of the identity provider here. Ask an admin.",
  OAuthSignin: "The identity provider cannot be reached at the moment. Try again.",
  OAuthCallback: "The sign-in at the identity provider was not completed. Try again.",
  Callback: "The sign-in at the identity provider was not completed. Try again.",
};

/** Why a sign-in by the identity provider led back here; null where there is nothing to say. */
export function refusalInWords(code: string | string[] | undefined): string | null {
  return typeof code === "string" ? (WORDS[code] ?? null) : null;
}
