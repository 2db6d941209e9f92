import { hmac } from "@/lib/platform/secret";
import { sessionCookieName } from "./session-cookie";

/** Purpose-separated: knowing this key tells nothing about the installation's secret or its other uses. */
export function sessionSecret(): string {
  return hmac("session", "next-auth");
}

export const SESSION_SECONDS = 30 * 24 * 3600;
/** One that the identity provider opened ends sooner: groups are read at sign-in, so one taken away acts within this. */
export const OIDC_SESSION_SECONDS = 12 * 3600;

function cookieValue(header: string, name: string): string | null {
  for (const part of header.split(";")) {
    const equals = part.indexOf("=");
    if (equals > 0 && part.slice(0, equals).trim() === name) return decodeURIComponent(part.slice(equals + 1).trim());
  }
  return null;
}

/** The id of the session that the cookie names; null when there is none or it was not sealed by us. */
export async function readSessionId(cookieHeader: string | null, secure: boolean): Promise<string | null> {
  if (!cookieHeader) return null;
  try {
    const token = cookieValue(cookieHeader, sessionCookieName(secure));
    if (token === null) return null;
    // Loaded at first use: the front door shares this room and has no sessions.
    const { decode } = await import("next-auth/jwt");
    const claims = await decode({ token, secret: sessionSecret() });
    return typeof claims?.sid === "string" ? claims.sid : null;
  } catch {
    return null;
  }
}
