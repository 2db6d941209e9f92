import { beforeAll, beforeEach, expect, test } from "vitest";
import { GET as UNSENT } from "@/app/api/v1/alerts/unsent/route";
import { POST as SEND } from "@/app/api/v1/alerts/unsent/send/route";
import { createToken, firstRun } from "@/lib/access/service";
import { setClock } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { useDatabase } from "@/tests/database";
import { bearer, call } from "@/tests/requests";
import type { Raised } from "../raised";
import { raisedFixture } from "../raised-fixture";
import { raiseAlerts } from "../service";
import type { SentAnswer, UnsentAnswer } from "./contract";

useDatabase();
const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
const tokens: Record<string, Record<string, string>> = {};

beforeAll(async () => {
  await firstRun();
  const common = { default_environment: null, trusts_reported_cost: false, expires_at: null };
  tokens.writer = bearer(
    (await createToken({ name: "on-call", scopes: ["alerts:read", "alerts:write"], ...common }, actor)).token,
  );
  tokens.reader = bearer((await createToken({ name: "r", scopes: ["alerts:read"], ...common }, actor)).token);
});

beforeEach(async () => {
  setClock(new Date("2026-11-20T10:06:00Z"));
  await pool().query("TRUNCATE alert, incident, alert_note, delivery, channel CASCADE");
});

const raise = (...list: Raised[]) => inTransaction((client) => raiseAlerts(client, list));
const addChannel = (name: string) =>
  pool().query("INSERT INTO channel (id, name, kind, sealed, created_by) VALUES (gen_random_uuid(), $1, 'slack', '', 't')", [
    name,
  ]);
const unsent = async () => (await (await call(UNSENT, "/x", { headers: tokens.reader ?? {} })).json()) as UnsentAnswer;
const send = async (body: unknown = {}) =>
  (await (await call(SEND, "/x", { method: "POST", headers: tokens.writer ?? {}, body })).json()) as SentAnswer;
const sent = async () =>
  (await pool().query("SELECT message #>> '{data,reason}' AS reason, message ->> 'title' AS title FROM delivery ORDER BY seq"))
    .rows;

test("what was raised before there was a channel is counted, and sent once when it is asked for; info and closed periods are not meant", async () => {
  await raise(
    raisedFixture(),
    raisedFixture({ tenant: "bolt", severity: "info" }),
    raisedFixture({ tenant: "core", sinceClose: true }),
  );
  expect(await unsent()).toEqual({ alerts: 1, incidents: 0, channels: [] });
  expect(await send()).toEqual({ incidents: 0, channels: [] });
  await addChannel("On-call");
  expect(await unsent()).toEqual({ alerts: 1, incidents: 1, channels: ["On-call"] });
  expect((await call(SEND, "/x", { method: "POST", headers: tokens.reader ?? {}, body: {} })).status).toBe(403);
  expect((await Promise.all([send(), send()])).map(({ incidents }) => incidents).sort()).toEqual([0, 1]);
  expect(await sent()).toEqual([{ reason: "late", title: expect.stringMatching(/^Not told before: .*acme/) }]);
  expect(await unsent()).toEqual({ alerts: 0, incidents: 0, channels: [] });
  const { rows } = await pool().query("SELECT routed FROM alert WHERE subject_key = 'tenant=acme'");
  expect(rows).toEqual([{ routed: true }]);
  expect((await pool().query("SELECT who, detail FROM alert_note WHERE what = 'told'")).rows).toEqual([
    { who: "on-call", detail: { why: "late", channels: ["On-call"] } },
  ]);
});

test("what was sent late goes on as if it had been sent in time: the same fact again says nothing, worse says so", async () => {
  await raise(raisedFixture({ severity: "warning" }));
  await addChannel("On-call");
  await send();
  await raise(raisedFixture({ severity: "warning" }));
  await raise(raisedFixture({ severity: "critical" }));
  expect((await sent()).map(({ reason }) => reason)).toEqual(["late", "severity"]);
});

test("of named alerts alone their incidents are sent; what somebody acknowledged is nobody's news", async () => {
  await raise(raisedFixture(), raisedFixture({ tenant: "bolt" }), raisedFixture({ tenant: "core" }));
  const { rows } = await pool().query<{ id: string }>("SELECT id FROM alert WHERE subject_key = 'tenant=bolt'");
  await pool().query("UPDATE alert SET state = 'acknowledged' WHERE subject_key = 'tenant=core'");
  await addChannel("On-call");
  expect(await send({ ids: rows.map(({ id }) => id) })).toEqual({ incidents: 1, channels: ["On-call"] });
  expect((await sent()).map(({ title }) => title)).toEqual([expect.stringContaining("bolt")]);
  expect(await unsent()).toMatchObject({ alerts: 1, incidents: 1 });
});
