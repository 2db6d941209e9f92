import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { createToken, createUser, firstRun, holdsScope } from "@/lib/access/service";
import type { AccessRule, Operation, Role, Scope } from "@/lib/platform/http/operation";
import { useDatabase } from "@/tests/database";
import { bearer, call } from "@/tests/requests";
import { signIn } from "@/tests/sign-in";
import { openApiDocument } from "./openapi";
import { operations } from "./operations";

const APP = import.meta.dirname;
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
/** Routes that are no operations: each has its own guard, tested beside it. */
const APART = new Set(["api/auth/[...nextauth]", "api/[...path]", "ingest", "api/v1/ingest"]);

type Route = Record<string, { operation?: Operation } | undefined>;

const routeFiles = readdirSync(APP, { recursive: true, encoding: "utf8" })
  .filter((file) => path.basename(file) === "route.ts")
  .map((file) => path.dirname(file))
  .filter((folder) => !APART.has(folder));

const load = (folder: string) => import(/* @vite-ignore */ path.join(APP, folder, "route.ts")) as Promise<Route>;
const folderOf = (operation: Operation) => operation.path.slice(1).replace(/\{(\w+)\}/g, "[$1]");
const key = (operation: Operation) => `${operation.method} ${operation.path}`;

useDatabase();
const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
const ROLES: Role[] = ["admin", "finance", "engineer", "viewer"];
const SUBJECTS = ["spend", "budgets", "stops", "alerts", "keys", "prices"] as const;
const SCOPES: Scope[] = [
  "admin",
  "ingest:write",
  "decisions:read",
  ...SUBJECTS.flatMap((subject): Scope[] => [`${subject}:read`, `${subject}:write`]),
];
const cookies = new Map<Role, string>();

/** Somebody who asks: a role or a scope, limited to a tenant or not. Who administers has no limit. */
interface Caller {
  name: string;
  headers: Record<string, string>;
  may: (access: Exclude<AccessRule, "public">) => boolean;
  refusal: (access: Exclude<AccessRule, "public">) => object;
  limited: boolean;
}
const callers: Caller[] = [];

beforeAll(async () => {
  await firstRun();
  for (const role of ROLES) {
    for (const limited of role === "admin" ? [false] : [false, true]) {
      const email = `${role}${limited ? "-limited" : ""}@example.com`;
      const tenants = limited ? ["acme"] : null;
      await createUser({ email, name: role, role, tenants, password: "correct horse battery" }, actor);
      const { cookie } = await signIn(email, "correct horse battery");
      if (!limited) cookies.set(role, cookie);
      callers.push({
        name: `${role}${limited ? ", limited" : ""}`,
        headers: { cookie },
        may: ({ roles }) => roles.includes(role),
        refusal: ({ roles }) => ({ required_roles: roles }),
        limited,
      });
    }
  }
  const common = { default_environment: null, trusts_reported_cost: false, expires_at: null };
  for (const scope of SCOPES) {
    for (const limited of scope === "admin" ? [false] : [false, true]) {
      const name = `${scope}${limited ? ", limited" : ""}`;
      const tenants = limited ? ["acme"] : null;
      callers.push({
        name,
        headers: bearer((await createToken({ name, scopes: [scope], tenants, ...common }, actor)).token),
        may: (access) => access.scope !== null && holdsScope([scope], access.scope),
        refusal: (access) => ({ required_scope: access.scope }),
        limited,
      });
    }
  }
});

async function ask(operation: Operation, headers: Record<string, string>): Promise<Response> {
  const handler = (await load(folderOf(operation)))[operation.method];
  const params = Object.fromEntries([...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, "no-such-thing"]));
  const body = operation.method === "GET" || operation.method === "DELETE" ? {} : { body: {} };
  return call(handler, operation.path, { method: operation.method, headers, params, ...body });
}

test("every route is an operation of the table, and answers for its other methods", async () => {
  const found: string[] = [];
  const faults: string[] = [];
  for (const folder of routeFiles) {
    const route = await load(folder);
    for (const method of METHODS) {
      const handler = route[method];
      const own = handler?.operation;
      if (own) {
        found.push(key(own));
        if (folderOf(own) !== folder || own.method !== method) faults.push(`${method} of ${folder} serves ${key(own)}`);
        continue;
      }
      const answer = handler ? await call(handler, `/${folder}`, { method }) : null;
      if (answer?.status !== 405 || answer.headers.get("allow")?.includes(method))
        faults.push(`${method} of ${folder} is made by neither defineRoute nor otherMethods`);
    }
  }
  expect(faults).toEqual([]);
  expect(found.toSorted()).toEqual(operations.map(key).toSorted());
});

test("no path of the table lacks its route, and none is listed twice", () => {
  for (const operation of operations)
    expect(existsSync(path.join(APP, folderOf(operation), "route.ts")), key(operation)).toBe(true);
  expect(new Set(operations.map(key)).size).toBe(operations.length);
});

test("the OpenAPI document holds every operation with its rule, and nothing else but ingest", () => {
  const document = openApiDocument();
  const described = Object.entries(document.paths ?? {}).flatMap(([at, item]) =>
    METHODS.filter((method) => item[method.toLowerCase() as "get"]).map((method) => `${method} ${at}`),
  );
  expect(described.toSorted()).toEqual([...operations.map(key), "POST /ingest", "POST /api/v1/ingest"].toSorted());
  const ids = Object.values(document.paths ?? {}).flatMap((item) =>
    METHODS.map((method) => item[method.toLowerCase() as "get"]?.operationId).filter(Boolean),
  );
  expect(new Set(ids).size).toBe(ids.length);
  for (const operation of operations) {
    const entry = document.paths?.[operation.path]?.[operation.method.toLowerCase() as "get"];
    const { access } = operation;
    expect(entry?.security?.length).toBe(access === "public" ? 0 : access.scope === null ? 1 : 2);
    if (access !== "public")
      expect(entry).toMatchObject({ "x-required-scope": access.scope, "x-limited-to-tenants": access.tenants });
  }
});

describe.each(operations.map((operation) => ({ name: key(operation), operation })))("$name", ({ operation }) => {
  const { access } = operation;

  test("lets in only who may call it", async () => {
    const anonymous = await ask(operation, {});
    if (access === "public") {
      // With a secret in its address or body, who has none finds nothing.
      expect(anonymous.status).toBe(operation.body ? 400 : operation.params ? 404 : 200);
      return;
    }
    expect(anonymous.status).toBe(401);
    expect(anonymous.headers.get("www-authenticate")).toContain("Bearer");
    expect((await ask(operation, bearer("cw_unknown-token-of-nobody-at-all"))).status).toBe(401);
    // A bad token is not made good by a good session.
    expect((await ask(operation, { ...bearer("cw_unknown"), cookie: cookies.get("admin") ?? "" })).status).toBe(401);

    const unlimited = access.tenants === "within reach" || access.tenants === "no tenant data";
    for (const { name, headers, may, refusal, limited } of callers) {
      const answer = await ask(operation, headers);
      expect(answer.status, name).toBeLessThan(500);
      if (may(access) && (!limited || unlimited)) expect([401, 403], `${name} is refused`).not.toContain(answer.status);
      else {
        expect(answer.status, `${name} is let in`).toBe(403);
        const because = may(access) ? { limited_to_tenants: true } : refusal(access);
        expect(await answer.json()).toMatchObject({ code: "forbidden", ...because });
      }
    }
  });
});
