import { GET, POST } from "@/app/api/auth/[...nextauth]/route";
import { call, cookiesOf } from "./requests";

export interface SignInAnswer {
  response: Response;
  /** Every cookie the browser then holds. */
  cookie: string;
  body: { url?: string; detail?: string };
}

const action = (...nextauth: string[]) => ({ params: { nextauth } });

/** Signs in through the real endpoints: first the token against forged forms, then the credentials. */
export async function signIn(email: string, password: string, headers: Record<string, string> = {}): Promise<SignInAnswer> {
  const csrf = await call(GET, "/api/auth/csrf", { headers, ...action("csrf") });
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const response = await call(POST, "/api/auth/callback/credentials", {
    method: "POST",
    headers: { cookie: cookiesOf(csrf), ...headers },
    body: { csrfToken, email, password, json: "true" },
    ...action("callback", "credentials"),
  });
  const body = (await response.json()) as SignInAnswer["body"];
  return { response, body, cookie: `${cookiesOf(csrf)}; ${cookiesOf(response)}` };
}

export async function signOut(cookie: string): Promise<Response> {
  const csrf = await call(GET, "/api/auth/csrf", { headers: { cookie }, ...action("csrf") });
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  return call(POST, "/api/auth/signout", {
    method: "POST",
    headers: { cookie: `${cookie}; ${cookiesOf(csrf)}` },
    body: { csrfToken, json: "true" },
    ...action("signout"),
  });
}

export function authSession(cookie: string): Promise<Response> {
  return call(GET, "/api/auth/session", { headers: { cookie }, ...action("session") });
}
