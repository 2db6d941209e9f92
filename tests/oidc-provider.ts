import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

export interface Account {
  email: string;
  email_verified?: boolean;
  name?: string;
  groups?: string[];
}

export interface RunningProvider {
  issuer: string;
  /** Who is there, by subject; changes act at the next sign-in. */
  accounts: Map<string, Account>;
  stop(): Promise<void>;
}

export const CLIENT = { id: "costwarden", secret: "the client secret of the tests" };

/**
 * A real OIDC provider with its own sign-in page: it demands PKCE, puts nothing but the subject into
 * the ID token, and takes any password.
 */
export async function startOidcProvider(callbackUrls: string[]): Promise<RunningProvider> {
  const accounts = new Map<string, Account>();
  const server: Server = createServer();
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: callbackUrls,
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
    scopes: ["openid", "email", "profile", "groups"],
    pkce: { required: () => true },
    cookies: { keys: ["of the tests"] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_context, sub) => {
      const account = accounts.get(sub);
      return account && { accountId: sub, claims: () => ({ sub, email_verified: true, ...account }) };
    },
  });
  server.on("request", provider.callback());
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return {
    issuer,
    accounts,
    stop: () => {
      server.closeAllConnections();
      return close();
    },
  };
}

/** A browser's part at the provider: follows its redirects, fills its two forms, keeps its cookies. */
export class Visitor {
  private readonly jar = new Map<string, string>();

  constructor(private readonly subject: string) {}

  /** From the provider's authorization address to the one it sends the browser back to. */
  async signIn(authorizationUrl: string): Promise<string> {
    const { origin } = new URL(authorizationUrl);
    let next: { url: string; form?: URLSearchParams } = { url: authorizationUrl };
    for (let step = 0; step < 12; step++) {
      const answer = await this.open(next.url, next.form);
      const location = answer.headers.get("location");
      if (location) {
        const url = new URL(location, next.url).href;
        if (!url.startsWith(origin)) return url;
        next = { url };
        continue;
      }
      const page = await answer.text();
      const action = /action="([^"]+)"/.exec(page)?.[1];
      const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1];
      if (!action || !prompt) throw new Error(`The provider answered ${answer.status}: ${page.slice(0, 500)}`);
      next = {
        url: new URL(action, next.url).href,
        form: new URLSearchParams({ prompt, ...(prompt === "login" ? { login: this.subject, password: "any" } : {}) }),
      };
    }
    throw new Error("The provider never sent the browser back");
  }

  private async open(url: string, form?: URLSearchParams): Promise<Response> {
    const answer = await fetch(url, {
      redirect: "manual",
      headers: { cookie: [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form ? { method: "POST", body: form } : {}),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      const at = pair.indexOf("=");
      this.jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  }
}
