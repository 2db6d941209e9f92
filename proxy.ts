import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { sessionCookieName } from "@/lib/access/session-cookie";
import { contentSecurityPolicy, pageHeaders } from "@/lib/platform/http/security-headers";

/**
 * Security headers of every page, and the way to sign-in for who has no session cookie. The
 * console's layout makes the real check (`currentUser()`); it and the root layout find here:
 * - `x-nonce`: this request's nonce. Next puts it on its own scripts because it reads it from the
 *   policy in the request's headers; scripts of ours (ColorSchemeScript) take it from x-nonce.
 * - `x-path`: path and query asked for, to come back to after sign-in.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === "development");
  const path = request.nextUrl.pathname + request.nextUrl.search;

  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("x-path", path);
  headers.set("content-security-policy", policy);
  const response = needsSignIn(request)
    ? NextResponse.redirect(new URL(`/sign-in?callbackUrl=${encodeURIComponent(path)}`, request.url))
    : NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(pageHeaders(request.headers, policy))) response.headers.set(name, value);
  return response;
}

/** Pages for who has no session: they lead to one. */
const OPEN = /^\/(sign-in|reset|invitation)(\/|$)/;

function needsSignIn(request: NextRequest): boolean {
  if (request.method !== "GET" || OPEN.test(request.nextUrl.pathname)) return false;
  if (!request.headers.get("accept")?.includes("text/html")) return false;
  return ![true, false].some((secure) => request.cookies.has(sessionCookieName(secure)));
}

export const config = {
  // Not the API: its routes set their own headers, and a proxy before them would copy every body.
  matcher: ["/((?!api/|ingest$|v1/|livez|readyz|metrics|_next/static|_next/image|icon\\.svg|favicon\\.ico).*)"],
};
