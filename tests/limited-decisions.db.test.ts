import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { POST } from "@/app/api/v1/decisions/route";
import { createToken, firstRun } from "@/lib/access/service";
import { createPolicy } from "@/lib/budgets/policies/service";
import { createStop } from "@/lib/budgets/stops/service";
import { ensurePriceBook } from "@/lib/pricing/service";
import { createFrontDoor } from "@/server/front-door";
import { useDatabase } from "@/tests/database";
import { bearer, call } from "@/tests/requests";
import { author } from "@/tests/spent-usage";

useDatabase();
const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
const asker = { id: "test", admin: true, mayChange: true };
let limited: Record<string, string>;
let unlimited: Record<string, string>;
let server: Server;

beforeAll(async () => {
  await firstRun();
  await ensurePriceBook();
  const common = { default_environment: null, trusts_reported_cost: false, expires_at: null };
  const token = async (name: string, tenants: string[] | null) =>
    bearer((await createToken({ name, scopes: ["decisions:read"], tenants, ...common }, actor)).token);
  limited = await token("limited", ["acme"]);
  unlimited = await token("unlimited", null);
  await createStop({ mode: "block", scope: { environment: "staging" }, reason: "initech's leak" }, asker, author);
  await createStop({ mode: "block", scope: { tenant: "acme", feature: "chat" }, reason: "a loop" }, asker, author);
  const none = { feature: null, environment: null, allowed_models: [], require_pinned: false, note: null };
  const limits = { max_tokens_per_request: null, max_cost_usd_per_request: null, on_ask: "warn" as const };
  await createPolicy({ name: "For everybody", tenant: null, denied_models: ["o1*"], ...none, ...limits }, author);
  server = createServer(createFrontDoor({ next: (_, response) => response.writeHead(404).end() }).listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => void server.close());

const PATH = "/api/v1/decisions";
type Door = (headers: Record<string, string>, body: unknown) => Promise<Response>;
const doors: [string, Door][] = [
  ["the Next route", (headers, body) => call(POST, PATH, { method: "POST", headers, body })],
  [
    "the server's front door",
    (headers, body) =>
      fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
  ],
];

describe.each(doors)("through %s, a token limited to tenants", (_, ask) => {
  test("is bound by everybody's rules, and told of its own alone", async () => {
    const everybodys = await (await ask(limited, { tenant: "acme", environment: "staging" })).json();
    expect(everybodys).toMatchObject({
      decision: "deny",
      reasons: [{ kind: "stop", id: null, name: "a rule of the whole organisation", used_ratio: null, resets_at: null }],
    });
    expect(JSON.stringify(everybodys)).not.toContain("initech");
    const policy = await (await ask(limited, { tenant: "acme", model: "o1-mini" })).json();
    expect(policy).toMatchObject({ decision: "warn", reasons: [{ kind: "policy", id: null, effect: "warn" }] });
    expect(JSON.stringify(policy)).not.toContain("For everybody");
    const own = await (await ask(limited, { tenant: "acme", feature: "chat" })).json();
    expect(own.reasons).toMatchObject([{ id: expect.any(String), message: expect.stringContaining("a loop") }]);
    const told = await (await ask(unlimited, { tenant: "acme", environment: "staging" })).json();
    expect(told.reasons[0].message).toContain("initech's leak");
  });

  test("asks for its tenants alone, whether there is another or not", async () => {
    for (const tenant of ["initech", "nobody"]) {
      const one = await ask(limited, { tenant });
      expect(one.status).toBe(403);
      expect(await one.json()).toMatchObject({ code: "forbidden", errors: [{ pointer: "/tenant" }] });
      const many = await ask(limited, { questions: [{ tenant: "acme" }, { tenant }] });
      expect(await many.json()).toMatchObject({ code: "forbidden", errors: [{ pointer: "/questions/1/tenant" }] });
    }
  });
});
