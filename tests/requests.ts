/** Requests to route handlers, as a browser or a service would send them. */
export const SITE = "http://costs.example";

type Handler = (request: Request, context: { params: Promise<never> }) => Promise<Response>;

interface Options {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  params?: Record<string, unknown>;
}

export function call(handler: unknown, path: string, options: Options = {}): Promise<Response> {
  const { method = "GET", body, headers = {}, params = {} } = options;
  const request = new Request(`${SITE}${path}`, {
    method,
    headers: { host: new URL(SITE).host, ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (handler as Handler)(request, { params: Promise.resolve(params) as Promise<never> });
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** The cookies of an answer, in the form a browser sends them back. */
export function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

/** Polls until `holds` does. @returns how long it took, in milliseconds */
export async function until(holds: () => Promise<boolean> | boolean, withinMs = 20_000): Promise<number> {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > withinMs) throw new Error(`did not happen within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return performance.now() - began;
}
