import { z } from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import type { Operation, TenantRule } from "@/lib/platform/http/operation";
import { singleton } from "@/lib/platform/singleton";
import { ingestPaths } from "./openapi-ingest";
import { operations } from "./operations";

type Document = ReturnType<typeof createDocument>;

const problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().meta({ description: "What a program decides by", example: "validation_failed" }),
    request_id: z.string(),
    errors: z
      .array(z.object({ pointer: z.string().meta({ description: "JSON pointer, RFC 6901" }), detail: z.string() }))
      .optional(),
  })
  .meta({ id: "Problem", description: "RFC 9457" });

const PROBLEMS: Record<string, string> = {
  "400": "The request cannot be read or is not valid",
  "401": "No credential, or one that is unknown, revoked or expired",
  "403": "The token has not the scope, or the person not the role",
  "404": "There is no such thing",
  "409": "In conflict with what is there",
  "422": "Another request had this Idempotency-Key",
  "503": "Not now; Retry-After says when",
};

const idempotencyHeader = z.object({
  "Idempotency-Key": z.string().optional().meta({
    description: "Any text of your own, once a change: sent again within a day it gets the first answer and changes nothing",
  }),
});

function problems(codes: string[]): ZodOpenApiOperationObject["responses"] {
  return Object.fromEntries(
    codes.map((code) => [
      code,
      { description: PROBLEMS[code] ?? "Refused", content: { "application/problem+json": { schema: problem } } },
    ]),
  );
}

/** An operation id such as getTokensById, from the method and the path. */
function operationId({ method, path }: Operation): string {
  const words = path
    .replace("/api/v1", "")
    .replace(/\{(\w+)\}/g, "by-$1")
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

const LIMITED: Record<TenantRule, string> = {
  "within reach": "Who is limited to tenants is answered as if no other had ever existed.",
  "no tenant data": "It tells nothing of any tenant.",
  refused: "Who is limited to tenants is refused.",
};

function documented(operation: Operation): ZodOpenApiOperationObject {
  const { access, params, query, body, answer } = operation;
  const isPublic = access === "public";
  const rule = isPublic
    ? ""
    : `Needs ${access.scope === null ? "" : `the scope \`${access.scope}\`, or `}the role ${access.roles.join(", ")}. ${LIMITED[access.tenants]}`;
  return {
    operationId: operationId(operation),
    tags: [operation.tag],
    summary: operation.summary,
    description: [operation.description, rule].filter(Boolean).join("\n\n"),
    security: isPublic ? [] : [...(access.scope === null ? [] : [{ token: [access.scope] }]), { session: [] }],
    ...(isPublic
      ? {}
      : {
          "x-required-scope": access.scope,
          "x-required-roles": access.roles,
          "x-limited-to-tenants": access.tenants,
        }),
    requestParams: {
      ...(params ? { path: params as z.ZodObject } : {}),
      ...(query ? { query: query as z.ZodObject } : {}),
      ...(operation.idempotent ? { header: idempotencyHeader } : {}),
    },
    ...(body ? { requestBody: { required: true, content: { "application/json": { schema: body } } } } : {}),
    responses: {
      [String(operation.status ?? 200)]: {
        description: operation.summary,
        content: {
          [operation.media ?? "application/json"]: { schema: answer },
          ...(operation.csv ? { "text/csv": { schema: z.string() } } : {}),
        },
      },
      ...problems([
        ...(params || query || body ? ["400"] : []),
        ...(isPublic ? [] : ["401", "403"]),
        ...(params ? ["404"] : []),
        ...(operation.method === "GET" ? [] : ["409"]),
        ...(operation.idempotent ? ["422"] : []),
        "503",
      ]),
    },
  };
}

/** The OpenAPI 3.1 document of all operations: the schemas are the ones the routes parse with. */
export function openApiDocument(): Document {
  return singleton("openApiDocument", makeDocument);
}

function makeDocument(): Document {
  const paths: Record<string, ZodOpenApiPathsObject[string]> = {};
  for (const operation of operations)
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: documented(operation) };
  return createDocument(
    {
      openapi: "3.1.0",
      info: {
        title: "Costwarden",
        version: "1",
        description:
          "What a company spends on AI APIs: events in, exact and attributed dollars out. Money is a decimal string in USD; times are RFC 3339 UTC; errors are problem documents (RFC 9457).",
      },
      servers: [{ url: "/" }],
      tags: [...new Set(["Ingest", ...operations.map((each) => each.tag)])].map((name) => ({ name })),
      paths: { ...ingestPaths(problems), ...paths },
      components: {
        schemas: { Problem: problem },
        securitySchemes: {
          token: { type: "http", scheme: "bearer", description: "An API token, cw_..." },
          session: { type: "apiKey", in: "cookie", name: "costwarden.session", description: "The browser's session" },
        },
      },
    },
    { override: ({ jsonSchema, zodSchema }) => void describeUnrepresentable(jsonSchema, zodSchema._zod.def.type) },
  );
}

/** Values that JSON schema has no word for are text on the wire. */
function describeUnrepresentable(schema: { type?: unknown; format?: unknown }, type: string): void {
  if (type === "date") Object.assign(schema, { type: "string", format: "date-time" });
  if (type === "bigint") Object.assign(schema, { type: "integer" });
}
