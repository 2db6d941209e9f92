import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Principal } from "@/lib/access/principal";
import { authorise, reachOf } from "@/lib/access/service";
import { DomainError } from "@/lib/platform/errors";
import { invalidInput } from "@/lib/platform/http/invalid";
import { parseJsonText } from "@/lib/platform/http/json-text";
import { readLimited } from "@/lib/platform/http/limited-body";
import type { Operation } from "@/lib/platform/http/operation";
import { problemAnswer } from "@/lib/platform/http/problem";
import { apiHeaders } from "@/lib/platform/http/security-headers";
import { once } from "@/lib/platform/idempotency";
import type { Reach } from "@/lib/platform/reach";
import { refusePastedKeys } from "./refuse-pasted-keys";

interface Input<P, Q, B> {
  principal: Principal | null;
  /** The tenants the answer may speak of; the service that answers takes it. */
  reach: Reach;
  params: P;
  query: Q;
  body: B;
  request: Request;
}

type Context = { params: Promise<Record<string, string | string[]>> };
type Handler = (request: Request, context: Context) => Promise<Response>;

const MAX_BODY_BYTES = 1024 * 1024;

function parse<T extends z.ZodType>(part: string, schema: T | undefined, value: unknown): z.output<T> {
  if (!schema) return undefined as z.output<T>;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalidInput(parsed.error, part === "body" ? [] : [part], part);
  return parsed.data;
}

function queryRecord(url: URL): Record<string, string | string[]> {
  const record: Record<string, string | string[]> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    record[name] = values.length === 1 ? (values[0] as string) : values;
  }
  return record;
}

async function jsonBody(request: Request): Promise<unknown> {
  const text = await readLimited(request, MAX_BODY_BYTES);
  if (text === null) throw new DomainError("payload_too_large", "The body may have at most 1 MiB.");
  return parseJsonText(text);
}

/** The id a caller or a proxy gave the request, where it is fit for logs; else a new one. */
export function requestIdOf(request: Request): string {
  const given = request.headers.get("x-request-id");
  return given !== null && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}

export function problemResponse(error: unknown, request: Request, headers: Record<string, string> = {}): Response {
  const answer = problemAnswer(error, requestIdOf(request));
  return new Response(answer.body, {
    status: answer.status,
    headers: { "cache-control": "no-store", ...apiHeaders(request.headers), ...answer.headers, ...headers },
  });
}

function jsonAnswer(text: string, status: number, headers: Record<string, string>): Response {
  return new Response(text, {
    status,
    headers: { ...headers, "content-type": "application/json", "cache-control": "no-store" },
  });
}

interface Repeatable {
  key: string;
  principal: Principal | null;
  operation: Operation;
  request: Request;
  asked: unknown;
}

/** Handles a request once for its Idempotency-Key; the same one sent again gets the answer that was given. */
async function answerOnce({ key, principal, operation, request, asked }: Repeatable, handle: () => Promise<unknown>) {
  const headers = { "x-request-id": requestIdOf(request), ...apiHeaders(request.headers) };
  const given = await once(
    {
      caller: `${principal?.kind ?? "nobody"}:${principal?.id ?? ""}`,
      header: key,
      content: JSON.stringify([operation.method, new URL(request.url).pathname, asked]),
    },
    async () => ({ status: operation.status ?? 200, body: JSON.stringify(operation.answer.parse(await handle())) }),
  );
  return jsonAnswer(given.body, given.status, { ...headers, ...(given.replayed ? { "idempotency-replayed": "true" } : {}) });
}

/**
 * Makes a Next route handler of an operation: authorise, parse, handle, answer. The handler
 * returns the answer's value, or a Response of its own (CSV streams).
 */
export function defineRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  operation: Operation<P, Q, B, A>,
  handler: (input: Input<z.output<P>, z.output<Q>, z.output<B>>) => Promise<z.input<A> | Response>,
): Handler & { operation: Operation<P, Q, B, A> } {
  const route: Handler = async (request, context) => {
    try {
      const principal = await authorise(request, operation);
      const params = operation.params ? await context.params : undefined;
      const query = operation.query ? queryRecord(new URL(request.url)) : undefined;
      const body = operation.body ? await jsonBody(request) : undefined;
      const handle = () => {
        const asked = {
          params: parse("path", operation.params, params),
          query: parse("query", operation.query, query),
          body: parse("body", operation.body, body),
        };
        refusePastedKeys(body, operation.path);
        return handler({ principal, reach: reachOf(principal), ...asked, request });
      };
      const key = operation.idempotent ? request.headers.get("idempotency-key") : null;
      if (key !== null) return await answerOnce({ key, principal, operation, request, asked: { query, body } }, handle);
      const result = await handle();
      const headers = { "x-request-id": requestIdOf(request), ...apiHeaders(request.headers) };
      if (result instanceof Response) {
        for (const [name, value] of Object.entries(headers)) if (!result.headers.has(name)) result.headers.set(name, value);
        return result;
      }
      return jsonAnswer(JSON.stringify(operation.answer.parse(result)), operation.status ?? 200, headers);
    } catch (error) {
      return problemResponse(error, request);
    }
  };
  return Object.assign(route, { operation });
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof METHODS)[number];

/**
 * Handlers for the methods that a path does not have: 405 and what it has instead. A route file
 * exports them beside its own: `export const { PUT, DELETE } = otherMethods(listThings, makeThing)`.
 */
export function otherMethods(...operations: { method: Method }[]): Record<Method, Handler> {
  const allow = operations.map((each) => each.method).join(", ");
  const refuse: Handler = async (request) =>
    problemResponse(new DomainError("method_not_allowed", `This address has no ${request.method}, only: ${allow}.`), request, {
      allow,
    });
  return { GET: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse };
}
