import { afterAll, expect, test } from "vitest";
import { setClock } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { loadOrganisation } from "@/lib/platform/organisation";
import { useDatabase } from "@/tests/database";
import { raisedFixture } from "../raised-fixture";
import { connectOwners, raiseAlerts } from "../service";
import { dueDay, sendDigest } from "./send-digest";

useDatabase();
afterAll(() => setClock(null));

const info = (tenant: string) => raisedFixture({ tenant, severity: "info" });
const raise = (...list: Parameters<typeof raiseAlerts>[1][number][]) => inTransaction((client) => raiseAlerts(client, list));
const turns = () => Promise.all([sendDigest(), sendDigest(), sendDigest()]);
async function sent(): Promise<string[]> {
  const { rows } = await pool().query<{ title: string }>(
    "SELECT message ->> 'title' AS title FROM delivery WHERE subject_kind = 'digest' ORDER BY seq",
  );
  return rows.map(({ title }) => title);
}

test("info waits for the day's digest at its local hour: each notice once, however many instances send", async () => {
  await pool().query(
    `INSERT INTO channel (id, name, kind, sealed, created_by) VALUES (gen_random_uuid(), 'hook', 'webhook', '', 'test');
     INSERT INTO setting (key, value) VALUES ('timezone', '"Europe/Berlin"'), ('alert_digest_hour', '9')`,
  );
  await loadOrganisation();
  setClock("2026-11-20T07:59:00Z");
  await raise(info("acme"), info("bolt"), raisedFixture({ tenant: "paged", severity: "warning" }));
  await turns();
  expect(await sent()).toEqual([]);
  setClock("2026-11-20T08:00:00Z");
  await turns();
  expect(await sent()).toEqual(["2 notices: digest of 2026-11-20"]);
  await raise(info("core"));
  setClock("2026-11-20T20:00:00Z");
  await turns();
  expect(await sent()).toHaveLength(1);
  // Nothing ran for two days: what was missed comes with the next.
  setClock("2026-11-23T10:00:00Z");
  await turns();
  expect(await sent()).toEqual(["2 notices: digest of 2026-11-20", "1 notice: digest of 2026-11-23"]);
  setClock("2026-11-24T10:00:00Z");
  await turns();
  expect(await sent()).toHaveLength(2);
});

test("what has a channel of its own is in that channel's digest too, alone", async () => {
  const own = "00000000-0000-7000-8000-00000000000a";
  await pool().query(
    "INSERT INTO channel (id, name, kind, sealed, created_by) VALUES ($1, 'team delta', 'webhook', '', 'test')",
    [own],
  );
  await pool().query(
    "UPDATE alert_route SET every_channel = false, channel_ids = (SELECT array_agg(id) FROM channel WHERE id <> $1)",
    [own],
  );
  connectOwners(
    async (scopes) => scopes.map(() => null),
    async () => (scope) => (scope.tenant === "delta" ? own : null),
  );
  setClock("2026-11-25T10:00:00Z");
  await raise(info("delta"), info("echo"));
  await turns();
  const { rows } = await pool().query(
    `SELECT c.name, d.message ->> 'title' AS title FROM delivery AS d JOIN channel AS c ON c.id = d.channel_id
     WHERE d.key = 'digest:2026-11-25' ORDER BY c.name`,
  );
  expect(rows).toEqual([
    { name: "hook", title: "2 notices: digest of 2026-11-25" },
    { name: "team delta", title: "1 notice: digest of 2026-11-25" },
  ]);
});

test("the hour is the zone's, also on the days when the clock changes; null switches the digest off", () => {
  const at = (time: string, hour: number | null) =>
    dueDay(Date.parse(time), { timezone: "Europe/Berlin", alert_digest_hour: hour });
  expect([at("2026-03-29T00:59:59Z", 2), at("2026-03-29T01:00:00Z", 2)]).toEqual([null, "2026-03-29"]);
  expect([at("2026-10-25T06:59:59Z", 8), at("2026-10-25T07:00:00Z", 8)]).toEqual([null, "2026-10-25"]);
  expect(at("2026-10-25T12:00:00Z", null)).toBeNull();
});
