import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { POST as compromise } from "@/app/api/v1/keys/[id]/compromise/route";
import { PATCH as patchKey } from "@/app/api/v1/keys/[id]/route";
import { POST as register } from "@/app/api/v1/keys/route";
import { runReminders } from "@/lib/keys/service";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { answered, digest, followKeys, tokenHeaders, useKey } from "@/tests/key-use";
import { call } from "@/tests/requests";
import { followFacts, startRules } from "../service";

useDatabase();
const NOON = Date.parse("2026-11-20T12:00:00Z");
let headers: Record<string, string> = {};

beforeAll(async () => {
  setClock(new Date(NOON));
  await ensurePriceBook();
  await startRules();
  followFacts();
  headers = await tokenHeaders("tests", ["admin"]);
});
beforeEach(() => setClock(new Date(NOON)));
afterAll(() => setClock(null));

const add = (name: string, given: Record<string, unknown> = {}) =>
  answered<{ id: string }>(
    call(register, "/api/v1/keys", {
      method: "POST",
      headers,
      body: {
        name,
        provider: "openai",
        environment: "production",
        owner: "ada@example.com",
        fingerprint: digest(name),
        last4: "a1B2",
        ...given,
      },
    }),
    201,
  );

async function alerts(subject?: string) {
  const { rows } = await pool().query<Record<string, unknown>>(
    `SELECT rule_id, subject_key, subject_label, severity, state, summary, tenants FROM alert
     WHERE $1::text IS NULL OR subject_key = 'key=' || $1 ORDER BY id`,
    [subject ?? null],
  );
  return rows;
}

test("values that nobody registered are told once keys are registered, in production alone, and end when they are adopted", async () => {
  await useKey(headers, "sk-unknown", NOON);
  await useKey(headers, "sk-in-staging", NOON, { environment: "staging" });
  await followKeys();
  expect(await alerts()).toEqual([]);
  await add("first");
  await followKeys();
  await followKeys();
  expect(await alerts()).toMatchObject([{ rule_id: "key-unknown", severity: "warning", state: "open", tenants: ["acme"] }]);
  await add("adopted", { fingerprint: digest("sk-unknown") });
  await followKeys();
  expect(await alerts()).toMatchObject([{ rule_id: "key-unknown", state: "resolved" }]);
});

test("a key used outside its environment is a critical alert, once, whatever follows", async () => {
  const { id } = await add("prod only");
  await useKey(headers, "prod only", NOON - 1000, { environment: "development" });
  await followKeys();
  await useKey(headers, "prod only", NOON, { environment: "development", tenant: "other" });
  await followKeys();
  expect(await alerts(id)).toMatchObject([
    {
      ...{ rule_id: "key-outside-environment", severity: "critical", subject_label: "prod only" },
      summary: expect.stringContaining("Seen in development"),
    },
  ]);
});

test("a key marked as compromised is told in the same transaction: before the answer, and not when the mark fails", async () => {
  const { id } = await add("leaked");
  const mark = (reason: string) =>
    call(compromise, `/api/v1/keys/${id}/compromise`, { method: "POST", headers, params: { id }, body: { reason } });
  expect((await mark("sk-abcdefghijklmnopqrstuvwxyz012345")).status).toBe(400);
  expect(await alerts(id)).toEqual([]);
  expect((await mark("in a public commit")).status).toBe(200);
  expect(await alerts(id)).toMatchObject([{ rule_id: "key-compromised", severity: "critical", state: "open" }]);
  await mark("again");
  expect(await alerts(id)).toHaveLength(1);
});

test("an overdue rotation is told, and ends when the interval is changed", async () => {
  const { id } = await add("old", { last_rotated_at: "2026-06-01", rotation_days: 90 });
  expect(await alerts(id)).toMatchObject([{ rule_id: "key-overdue", severity: "info" }]);
  await call(patchKey, `/api/v1/keys/${id}`, { method: "PATCH", headers, params: { id }, body: { rotation_days: 900 } });
  expect(await alerts(id)).toMatchObject([{ state: "resolved" }]);
});

test("a reminder goes to every channel that takes dates, once, also with two instances", async () => {
  await pool().query(
    `INSERT INTO channel (id, name, kind, sealed, created_by) VALUES (gen_random_uuid(), 'Team', 'slack', '', 'test'), (gen_random_uuid(), 'Pager', 'pagerduty', '', 'test')`,
  );
  setClock("2026-11-19T12:00:00Z");
  const { id } = await add("due soon", { last_rotated_at: "2026-10-28", rotation_days: 30 });
  for (const day of ["2026-11-20T12:00:00Z", "2026-11-20T13:00:00Z"]) {
    setClock(day);
    await Promise.all([runReminders(), runReminders()]);
  }
  const { rows } = await pool().query(
    `SELECT c.name, d.message->>'title' AS title, r.sent_via, r.state FROM delivery AS d JOIN channel AS c ON c.id = d.channel_id
     JOIN key_reminder AS r ON r.id::text = d.subject_id WHERE d.subject_kind = 'key_reminder' AND r.key_id = $1`,
    [id],
  );
  expect(rows).toEqual([{ name: "Team", title: "due soon is to be rotated in 7 days", sent_via: "Team", state: "sent" }]);
});
