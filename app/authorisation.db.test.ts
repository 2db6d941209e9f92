import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { createToken, createUser, firstRun } from "@/lib/access/service";
import type { Operation, Role, Scope } from "@/lib/platform/http/operation";
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
const OTHER_SCOPES: Scope[] = ["ingest:write", "decisions:read", "keys:read"];
const cookies = new Map<Role, string>();
let powerless = "";

beforeAll(async () => {
  await firstRun();
  for (const role of ROLES) {
    const email = `${role}@example.com`;
    await createUser({ email, name: role, role, password: "correct horse battery" }, actor);
    cookies.set(role, (await signIn(email, "correct horse battery")).cookie);
  }
  const common = { default_environment: null, trusts_reported_cost: false, expires_at: null };
  powerless = (await createToken({ name: "powerless", scopes: OTHER_SCOPES, ...common }, actor)).token;
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
    expect(entry?.security?.length).toBe(operation.access === "public" ? 0 : 2);
    if (operation.access !== "public") expect(entry).toMatchObject({ "x-required-scope": operation.access.scope });
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

    const without = await ask(operation, bearer(powerless));
    if (OTHER_SCOPES.includes(access.scope)) expect(without.status).not.toBe(403);
    else {
      expect(without.status).toBe(403);
      expect(await without.json()).toMatchObject({ code: "forbidden", required_scope: access.scope });
    }

    for (const role of ROLES) {
      const answer = await ask(operation, { cookie: cookies.get(role) ?? "" });
      if (access.roles.includes(role)) expect([401, 403], `${role} is refused`).not.toContain(answer.status);
      else {
        expect(answer.status, `${role} is let in`).toBe(403);
        expect(await answer.json()).toMatchObject({ code: "forbidden", required_roles: access.roles });
      }
      expect(answer.status).toBeLessThan(500);
    }
  });
});
