import { beforeAll, expect, test } from "vitest";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { parseEvent } from "../parse-event";
import { recordEvents } from "../record-events";
import { eventsKeptFromMs, runRetention } from "./service";

useDatabase();
beforeAll(ensurePriceBook);

const DAY_MS = 86_400_000;
const NOW = Date.parse("2026-11-20T12:00:00Z");
const RETENTION = 400;
const caller = { id: null, name: "test", defaultEnvironment: null, trustsReportedCost: false };

/** Records one event of that time as if it had been received at `receivedMs`. */
async function record(id: string, timeMs: number, receivedMs = timeMs + 1000): Promise<string | undefined> {
  setClock(new Date(receivedMs));
  const raw = {
    id,
    tenant: "acme",
    model: "gpt-4o",
    timestamp: new Date(timeMs).toISOString(),
    usage: { input_tokens: 10, output_tokens: 1 },
  };
  const context = { receivedMs, defaultSource: "test", defaultEnvironment: null, futureMs: 0, pastMs: null };
  const [result] = await recordEvents([parseEvent(raw, context)], [raw], caller);
  setClock(null);
  return result?.status;
}

const ids = async (table: string) =>
  (await pool().query<{ id: string }>(`SELECT id FROM ${table} ORDER BY 1`)).rows.map(({ id }) => id);
const count = async (query: string) => (await pool().query<{ n: number }>(`SELECT count(*) AS n FROM ${query}`)).rows[0]?.n;

test("events go when their time and their receipt are past, whole months at once, and their identities with them", async () => {
  const daysAgo = (days: number) => NOW - days * DAY_MS;
  await record("ancient", daysAgo(RETENTION + 60));
  await record("just past", daysAgo(RETENTION) - 3_600_000);
  await record("just kept", daysAgo(RETENTION) + 1000);
  await record("recent", daysAgo(1));
  await record("imported history", daysAgo(1000), daysAgo(2));
  const quarters = await count("rollup_quarter");

  const report = await runRetention(NOW);
  expect(report).toMatchObject({ monthsDropped: ["202508"], events: 2, identities: 2 });
  expect(await ids("usage_event")).toEqual(["imported history", "just kept", "recent"]);
  expect(await ids("event_identity")).toEqual(["imported history", "just kept", "recent"]);
  expect(await count("rollup_quarter")).toBe(quarters);
  expect(await eventsKeptFromMs()).toBe(NOW - RETENTION * DAY_MS);

  expect(await runRetention(NOW)).toMatchObject({ monthsDropped: [], events: 0, identities: 0 });
  expect(await record("recent", daysAgo(1))).toBe("duplicate");
});

test("an event of a month that was dropped can be recorded again", async () => {
  await record("late", NOW - (RETENTION + 60) * DAY_MS, NOW);
  expect(await ids("usage_event")).toContain("late");
});

test("where nothing was removed, events are kept from the beginning", async () => {
  await pool().query("DELETE FROM setting WHERE key = 'events_kept_from'");
  await runRetention(NOW - 30 * DAY_MS);
  expect(await eventsKeptFromMs()).toBeNull();
});

test("minutes go after three days, but never before they are folded", async () => {
  const minute = `INSERT INTO rollup_minute SELECT $1::timestamptz + n * interval '1 minute', 1, 'acme', 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0,
    1, 1, 0, 0, 0, '{}', 0, 0, 0, 0, 0 FROM generate_series(0, 99) AS n`;
  await pool().query("TRUNCATE rollup_minute");
  await pool().query(minute, [new Date(NOW - 4 * DAY_MS)]);
  await pool().query(minute, [new Date(NOW - 2 * DAY_MS)]);
  await pool().query("UPDATE rollup_state SET folded_until = $1", [new Date(NOW - 4 * DAY_MS + 30 * 60_000)]);
  expect(await runRetention(NOW)).toMatchObject({ minuteRollups: 30 });
  await pool().query("UPDATE rollup_state SET folded_until = $1", [new Date(NOW - 3_600_000)]);
  expect(await runRetention(NOW)).toMatchObject({ minuteRollups: 70 });
  expect(await count("rollup_minute")).toBe(100);
});

test("notes, rejected events and ended sessions go in their own time", async () => {
  await pool().query("TRUNCATE touched_scope");
  const at = (days: number) => new Date(NOW - days * DAY_MS);
  for (const days of [0.5, 2]) {
    await pool().query(
      "INSERT INTO touched_scope (noted_at, tenants, series_ids, first_time, last_time, cause) VALUES ($1, '{}', '{}', $1, $1, 'ingest')",
      [at(days)],
    );
  }
  for (const days of [80, 100]) {
    await pool().query(
      `INSERT INTO rejected_event (id, received_at, token_name, kind, errors, payload, redacted)
       VALUES (gen_random_uuid(), $1, 't', 'rejected', '[]', '{}', false)`,
      [at(days)],
    );
  }
  await pool().query("INSERT INTO app_user (id, email, role) VALUES ('00000000-0000-0000-0000-000000000001', 'a@b.c', 'viewer')");
  for (const days of [-1, 0.5, 2]) {
    await pool().query(
      "INSERT INTO session (id, user_id, expires_at) VALUES (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', $1)",
      [at(days)],
    );
  }
  expect(await runRetention(NOW)).toMatchObject({ touchedScopes: 1, rejectedEvents: 1, sessions: 1 });
});

test("two instances do not work at once", async () => {
  const other = await pool().connect();
  await other.query("SELECT pg_advisory_lock(7310002)");
  expect(await runRetention(NOW)).toBeNull();
  await other.query("SELECT pg_advisory_unlock(7310002)");
  other.release();
});
