import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Principal } from "@/lib/access/principal";
import { authorise } from "@/lib/access/service";
import { DomainError } from "@/lib/platform/errors";
import type { Operation } from "@/lib/platform/http/operation";
import { problemAnswer } from "@/lib/platform/http/problem";

interface Input<P, Q, B> {
  principal: Principal | null;
  params: P;
  query: Q;
  body: B;
  request: Request;
}

const MAX_BODY_BYTES = 1024 * 1024;

/** Names each fault of a parsed part by its JSON pointer. */
function invalid(part: string, error: z.ZodError): DomainError {
  const errors = error.issues.map((issue) => ({
    pointer: part === "body" ? `/${issue.path.map(String).join("/")}` : `/${[part, ...issue.path.map(String)].join("/")}`,
    detail: issue.message,
  }));
  const first = errors[0];
  return new DomainError("validation_failed", first ? `${first.pointer}: ${first.detail}` : `The ${part} is not valid.`, {
    errors,
  });
}

function parse<T extends z.ZodType>(part: string, schema: T | undefined, value: unknown): z.output<T> {
  if (!schema) return undefined as z.output<T>;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalid(part, parsed.error);
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
  const declared = Number(request.headers.get("content-length") ?? 0);
  const text = declared > MAX_BODY_BYTES ? null : await request.text();
  if (text === null || text.length > MAX_BODY_BYTES)
    throw new DomainError("payload_too_large", "The body may have at most 1 MiB.");
  try {
    return JSON.parse(text);
  } catch {
    throw new DomainError("bad_request", "The body is not valid JSON.");
  }
}

/**
 * Makes a Next route handler of an operation: authorise, parse, handle, answer. The handler
 * returns the answer's value, or a Response of its own (CSV streams).
 */
export function defineRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  operation: Operation<P, Q, B, A>,
  handler: (input: Input<z.output<P>, z.output<Q>, z.output<B>>) => Promise<z.input<A> | Response>,
) {
  return async (request: Request, context: { params: Promise<Record<string, string | string[]>> }): Promise<Response> => {
    const requestId = request.headers.get("x-request-id") ?? randomUUID();
    try {
      const principal = await authorise(request, operation);
      const result = await handler({
        principal,
        params: parse("path", operation.params, operation.params ? await context.params : undefined),
        query: parse("query", operation.query, operation.query ? queryRecord(new URL(request.url)) : undefined),
        body: parse("body", operation.body, operation.body ? await jsonBody(request) : undefined),
        request,
      });
      if (result instanceof Response) return result;
      return Response.json(operation.answer.parse(result), {
        status: operation.status ?? 200,
        headers: { "x-request-id": requestId, "cache-control": "no-store" },
      });
    } catch (error) {
      const answer = problemAnswer(error, requestId);
      return new Response(answer.body, { status: answer.status, headers: answer.headers });
    }
  };
}
