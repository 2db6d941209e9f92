import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth, { type NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { z } from "zod";
import { DomainError } from "@/lib/platform/errors";
import { readLimited } from "@/lib/platform/http/limited-body";
import { rateLimit } from "@/lib/platform/http/rate-limit";
import { log } from "@/lib/platform/log";
import { enterByProvider } from "./oidc/enter";
import { nextAuthProvider } from "./oidc/next-auth-provider";
import { oidcProvider } from "./oidc/provider";
import { clientAddress, publicOrigin } from "./origin";
import { sessionCache } from "./session-cache";
import { sessionCookieName } from "./session-cookie";
import { SESSION_SECONDS, sessionSecret } from "./session-token";
import { endSession, noteRefusal, type Origin, openSession } from "./sessions";
import { forgetSignInAttempts, providerWait, signInWait } from "./sign-in-limit";
import { inAccessTransaction } from "./transaction";

// The library then takes the site's address from the forwarded headers, which `asked` sets to
// what this room decided. No NEXTAUTH_URL is needed.
process.env.AUTH_TRUST_HOST ??= "true";

const credentials = z.object({ email: z.string().trim().toLowerCase().max(320), password: z.string().min(1).max(1024) });

/** What the library would answer to the browser word for word: an error of ours is kept here instead. */
interface Attempt {
  origin: Origin;
  sessionId?: string;
  failure?: unknown;
}

/** The ways to sign in. Passwords stay where only the provider is: the recovery command's are taken. */
function providers(attempt: Attempt): NextAuthOptions["providers"] {
  const provider = oidcProvider();
  return [
    ...(provider ? [nextAuthProvider(provider)] : []),
    CredentialsProvider({
      name: "E-mail and password",
      credentials: { email: { label: "E-mail", type: "email" }, password: { label: "Password", type: "password" } },
      async authorize(given) {
        const parsed = credentials.safeParse(given);
        if (!parsed.success) return null;
        const { email, password } = parsed.data;
        try {
          const person = await openSession(email, password, attempt.origin);
          if (person) {
            attempt.sessionId = person.sessionId;
            await forgetSignInAttempts(email, attempt.origin.ip ?? "unknown");
          }
          return person;
        } catch (error) {
          attempt.failure = error;
          return null;
        }
      },
    }),
  ];
}

function options(secure: boolean, attempt: Attempt): NextAuthOptions {
  return {
    secret: sessionSecret(),
    providers: providers(attempt),
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    useSecureCookies: secure,
    cookies: {
      sessionToken: {
        name: sessionCookieName(secure),
        options: { httpOnly: true, sameSite: "lax", path: "/", secure },
      },
    },
    callbacks: {
      async signIn({ account, profile }) {
        const provider = oidcProvider();
        if (account?.provider !== "oidc" || !provider) return true;
        try {
          const entered = await enterByProvider(provider, profile, attempt.origin);
          if ("refused" in entered) return `/sign-in?error=${entered.refused}`;
          attempt.sessionId = entered.person.sessionId;
          return true;
        } catch (error) {
          attempt.failure = error;
          return false;
        }
      },
      // The token holds the session's id and nothing that may change: the rest is read from the database.
      jwt: ({ token, user }) => ({ sid: user ? attempt.sessionId : token.sid }),
      async session({ session, token }) {
        const person = typeof token.sid === "string" ? await sessionCache().find(token.sid) : null;
        if (!person) throw new Error("the session has ended");
        const { id, name, email, role } = person;
        return { ...session, user: { id, name, email, role } };
      },
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sid === "string") await endSession(token.sid, attempt.origin.ip);
      },
    },
    logger: {
      error: (code) => log().debug({ code }, "sign-in"),
      warn: (code) => log().debug({ code }, "sign-in"),
      debug: () => {},
    },
  };
}

const MAX_BODY_BYTES = 64 * 1024;

async function body(request: Request): Promise<Record<string, unknown>> {
  if (request.method !== "POST") return {};
  const text = await readLimited(request, MAX_BODY_BYTES);
  if (text === null) throw new DomainError("payload_too_large", "The body may have at most 64 KiB.");
  if (!request.headers.get("content-type")?.includes("json")) return Object.fromEntries(new URLSearchParams(text));
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed !== null && typeof parsed === "object" ? { ...parsed } : {};
  } catch {
    throw new DomainError("bad_request", "The body is not valid JSON.");
  }
}

function cookies(header: string | null): Record<string, string> {
  const pairs = (header ?? "").split(";").map((part) => part.split("="));
  const record: Record<string, string> = {};
  for (const [name, ...value] of pairs) {
    if (!name) continue;
    try {
      record[name.trim()] = decodeURIComponent(value.join("=").trim());
    } catch {
      // A cookie that is not ours and not encoded as ours are.
    }
  }
  return record;
}

/** What the library has beyond these (its log, its own pages) is nobody's business here. */
const ACTIONS = new Set(["csrf", "session", "providers", "error", "signin", "signout", "callback"]);

/**
 * next-auth's endpoints under /api/auth, as a handler of web requests. It goes through the
 * library's plain request and response form, which needs no ambient request of the framework.
 */
export async function handleSignIn(request: Request, action: string[]): Promise<Response> {
  if (!ACTIONS.has(action[0] ?? "")) throw new DomainError("not_found", "There is nothing at this address.");
  const given = await body(request);
  if (action[0] === "callback" || action[0] === "signin") await limitAttempt(request, action[1] ?? "", given);
  const url = new URL(request.url);
  const origin = new URL(publicOrigin(request.headers));
  const asked = {
    method: request.method,
    query: { ...Object.fromEntries(url.searchParams), nextauth: action },
    body: given,
    cookies: cookies(request.headers.get("cookie")),
    headers: {
      ...Object.fromEntries(request.headers),
      "x-forwarded-host": origin.host,
      "x-forwarded-proto": origin.protocol.slice(0, -1),
    },
  };
  const answer = new Reply();
  const attempt: Attempt = { origin: { ip: clientAddress(request.headers), userAgent: request.headers.get("user-agent") } };
  await NextAuth(options(origin.protocol === "https:", attempt))(
    asked as unknown as NextApiRequest,
    answer as unknown as NextApiResponse,
  );
  if (attempt.failure !== undefined) throw attempt.failure;
  return answer.response();
}

async function limitAttempt(request: Request, way: string, given: Record<string, unknown>): Promise<void> {
  const email = typeof given.email === "string" ? given.email.trim().toLowerCase().slice(0, 320) : "";
  const address = clientAddress(request.headers);
  const wait = await (way === "oidc" ? providerWait(address) : signInWait(email, address));
  if (wait === null) return;
  await noteLimited(email, address);
  throw new DomainError("rate_limited", `Too many attempts to sign in. Try again in ${Math.ceil(wait / 60)} min.`, {
    retryAfterSeconds: wait,
  });
}

/** Once a minute an address: whoever is past the limit must not fill the audit log either. */
async function noteLimited(email: string, address: string): Promise<void> {
  if ((await rateLimit("noteLimited", { attempts: 1, seconds: 60 }).take(address)) !== null) return;
  await inAccessTransaction((_, connection) => noteRefusal(connection, email, address, "rate_limited"));
}

/** What the library calls on a response. */
class Reply {
  private code = 200;
  private readonly held = new Map<string, string | string[]>();
  private content: string | null = null;

  status(code: number): this {
    this.code = code;
    return this;
  }
  getHeader(name: string): string | string[] | undefined {
    return this.held.get(name.toLowerCase());
  }
  setHeader(name: string, value: string | string[]): this {
    this.held.set(name.toLowerCase(), value);
    return this;
  }
  json(value: unknown): void {
    this.setHeader("content-type", "application/json").content = JSON.stringify(value);
  }
  send(value: unknown): void {
    if (typeof value === "string") this.content = value;
    else if (value !== undefined) this.json(value);
  }
  end(): void {}

  response(): Response {
    const headers = new Headers({ "cache-control": "no-store" });
    for (const [name, value] of this.held) {
      headers.delete(name);
      for (const each of Array.isArray(value) ? value : [value]) headers.append(name, each);
    }
    return new Response(this.content, { status: this.code, headers });
  }
}
