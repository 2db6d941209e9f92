import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { firstRun } from "@/lib/access/service";
import { pool } from "@/lib/platform/database";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { tokenHeaders } from "@/tests/key-use";
import { call } from "@/tests/requests";

useDatabase();
const PASTED = "sk-proj-pasted-by-mistake-0123456789abcdef";
const TEXT = `see ${PASTED}`;
let headers: Record<string, string> = {};

beforeAll(async () => {
  await ensurePriceBook();
  await firstRun();
  headers = await tokenHeaders("tests", ["admin"]);
});

const BUDGET = { name: "a", scope: { tenant: ["acme"] }, period: "month", limit: "5" };
const STOP = { mode: "block", scope: { tenant: "acme" }, reason: "burns" };
const OVERRIDE = { provider: "openai", percent_off: "5", effective_from: "2026-01-01" };

const PLACES: [route: string, body: object, pointer: string][] = [
  ["budgets", { ...BUDGET, name: TEXT }, "/name"],
  ["budgets", { ...BUDGET, notes: TEXT }, "/notes"],
  ["budgets", { ...BUDGET, scope: { user: [PASTED] } }, "/scope/user/0"],
  ["stops", { ...STOP, reason: TEXT }, "/reason"],
  ["stops", { ...STOP, scope: { tags: { team: PASTED } } }, "/scope/tags/team"],
  ["policies", { name: TEXT, tenant: "acme", denied_models: ["gpt-4"] }, "/name"],
  ["policies", { name: "a", tenant: "acme", denied_models: ["gpt-4"], note: TEXT }, "/note"],
  ["prices/overrides", { ...OVERRIDE, note: TEXT }, "/note"],
  ["tokens", { name: PASTED }, "/name"],
  ["users", { email: "a@example.com", role: "viewer", name: TEXT }, "/name"],
  ["alert-routes", { name: TEXT, every_channel: true }, "/name"],
  ["channels", { name: TEXT, kind: "webhook", config: { url: "https://example.com/hook" } }, "/name"],
  ["reports", { name: TEXT, period: "week", hour: 8, every_channel: true }, "/name"],
];

test.each(PLACES)(
  "a key pasted into a field of /api/v1/%s is refused, %j: it names %s and stores nothing",
  async (route, body, pointer) => {
    const { POST } = (await import(/* @vite-ignore */ path.join(import.meta.dirname, "api/v1", route, "route.ts"))) as {
      POST: unknown;
    };
    const answer = await call(POST, `/api/v1/${route}`, { method: "POST", headers, body });
    const text = await answer.text();
    expect(answer.status, text).toBe(400);
    expect(JSON.parse(text).errors).toMatchObject([{ pointer, detail: expect.stringContaining("looks like a key") }]);
    expect(text).not.toContain(PASTED);
  },
);

test("a password may look like a key", async () => {
  const { POST } = await import("./api/v1/users/route");
  const body = { email: "b@example.com", role: "viewer", password: PASTED };
  expect((await call(POST, "/api/v1/users", { method: "POST", headers, body })).status).toBe(201);
  const { rows } = await pool().query<{ row: string }>(
    "SELECT u::text AS row FROM app_user AS u UNION ALL SELECT l::text FROM audit_log AS l",
  );
  expect(rows.filter(({ row }) => row.includes("pasted"))).toEqual([]);
});
