import type { z } from "zod";

/** What a person may be. Rights grow with the list in lib/access/authorise.ts, not with the order here. */
export type Role = "admin" | "finance" | "engineer" | "viewer";

/** What an API token may do; `admin` implies every other. */
export type Scope =
  | "admin"
  | "ingest:write"
  | "decisions:read"
  | `${"spend" | "budgets" | "stops" | "alerts" | "keys" | "prices"}:${"read" | "write"}`;

/**
 * What a caller limited to tenants gets:
 * - `within reach`: the answer of an installation in which no other tenant ever existed. The handler gets a `reach`
 *   and hands it to the service; a test compares the two installations.
 * - `no tenant data`: what everybody gets; it tells nothing of any tenant.
 * - `refused`: 403.
 */
export type TenantRule = "within reach" | "no tenant data" | "refused";

/**
 * Who may call: these roles by session, and this scope by token (null: no token, for it is nobody). "public" asks
 * for nobody. Each says what callers limited to tenants get.
 */
export type AccessRule = "public" | { roles: readonly Role[]; scope: Scope | null; tenants: TenantRule };

/**
 * One method of one route: the single source of its authorisation, parsing, answer and
 * OpenAPI entry. A route file is `defineRoute(operation, handler)` and cannot skip any of it.
 */
export interface Operation<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** OpenAPI form: /api/v1/prices/{id} */
  path: string;
  tag: string;
  summary: string;
  description?: string;
  access: AccessRule;
  params?: Params;
  /** Parsed from a record of name to string, or to string[] where a name is given more than once. */
  query?: Query;
  body?: Body;
  answer: Answer;
  /** 200 unless said. */
  status?: number;
  /** Also answers `Accept: text/csv`. */
  csv?: boolean;
  /** Takes `Idempotency-Key`: the same request sent again with it gets the first answer and changes nothing. */
  idempotent?: boolean;
  /** What it answers instead of JSON, such as text/calendar; the handler makes the Response. */
  media?: string;
}

export function defineOperation<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  operation: Operation<P, Q, B, A>,
): Operation<P, Q, B, A> {
  return operation;
}
