import { beforeAll, expect, test } from "vitest";
import * as meRoute from "@/app/api/v1/me/route";
import * as tokensRoute from "@/app/api/v1/tokens/route";
import * as userRoute from "@/app/api/v1/users/[id]/route";
import * as usersRoute from "@/app/api/v1/users/route";
import { POST as ingest } from "@/app/ingest/route";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { bearer, call } from "@/tests/requests";
import { signIn } from "@/tests/sign-in";
import { createToken } from "./service";

useDatabase();

const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
const PASSWORD = "correct horse battery";
let admin: Record<string, string>;

beforeAll(async () => {
  await ensurePriceBook();
  const common = { default_environment: null, trusts_reported_cost: false, expires_at: null };
  admin = bearer((await createToken({ name: "admin", scopes: ["admin"], ...common }, actor)).token);
});

const addUser = (body: object) => call(usersRoute.POST, "/api/v1/users", { method: "POST", headers: admin, body });
const changeUser = (id: string, body: object) =>
  call(userRoute.PATCH, `/api/v1/users/${id}`, { method: "PATCH", headers: admin, params: { id }, body });
const addToken = (body: object) => call(tokensRoute.POST, "/api/v1/tokens", { method: "POST", headers: admin, body });

test("a limit of a person is kept, shown to them, and acts in a session that already runs", async () => {
  const made = await addUser({ email: "ada@example.com", role: "viewer", password: PASSWORD });
  const { id } = (await made.json()) as { id: string };
  const { cookie } = await signIn("ada@example.com", PASSWORD);
  const changed = await changeUser(id, { tenants: ["globex", "acme", "acme"] });
  expect(changed.status).toBe(200);
  expect(await changed.json()).toMatchObject({ tenants: ["acme", "globex"] });
  const me = await call(meRoute.GET, "/api/v1/me", { headers: { cookie } });
  expect(await me.json()).toMatchObject({ email: "ada@example.com", tenants: ["acme", "globex"] });
  expect(await (await changeUser(id, { tenants: null })).json()).toMatchObject({ tenants: null });
});

test("who administers has no limit, and no limit is empty", async () => {
  const refused = [
    await addUser({ email: "boss@example.com", role: "admin", tenants: ["acme"] }),
    await addUser({ email: "eve@example.com", role: "viewer", tenants: [] }),
    await addUser({ email: "eve@example.com", role: "viewer", tenants: ["__canary"] }),
    await addToken({ name: "t1", scopes: ["admin"], tenants: ["acme"] }),
    await addToken({ name: "t1", scopes: ["spend:read"], tenants: [] }),
  ];
  expect(refused.map((answer) => answer.status)).toEqual([400, 400, 400, 400, 400]);
  const { id } = (await (await addUser({ email: "bob@example.com", role: "viewer", tenants: ["acme"] })).json()) as {
    id: string;
  };
  expect((await changeUser(id, { role: "admin" })).status).toBe(400);
  expect((await changeUser(id, { role: "admin", tenants: null })).status).toBe(200);
});

test("a token limited to tenants sends for them alone: other events are refused one by one", async () => {
  const made = await addToken({ name: "acme-only", scopes: ["ingest:write"], tenants: ["acme"] });
  const { token, tenants } = (await made.json()) as { token: string; tenants: string[] };
  expect(tenants).toEqual(["acme"]);
  const event = (tenant: string) => ({
    id: `e-${tenant}`,
    tenant,
    model: "gpt-4o",
    usage: { prompt_tokens: 1, completion_tokens: 1 },
  });
  const answer = await ingest(
    new Request("http://localhost/ingest", {
      method: "POST",
      headers: { ...bearer(token), "content-type": "application/json" },
      body: JSON.stringify([event("acme"), event("globex")]),
    }),
  );
  expect(answer.status).toBe(207);
  expect(await answer.json()).toMatchObject({
    accepted: 1,
    rejected: 1,
    results: [
      { status: "accepted" },
      {
        status: "rejected",
        errors: [{ pointer: "/tenant", detail: "is not one of the tenants that this API token is limited to" }],
      },
    ],
  });
});
