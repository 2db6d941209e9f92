import { beforeAll, expect, test } from "vitest";
import { pool } from "@/lib/platform/database";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { parseEvent } from "../parse-event";
import { recordEvents } from "../record-events";
import { noteCountedTags } from "./rollup-border";

useDatabase();
beforeAll(async () => {
  await ensurePriceBook();
});

const caller = { id: null, name: "test", defaultEnvironment: null, trustsReportedCost: false };
const time = "2026-11-20T10:07:00Z";
const context = { receivedMs: Date.now(), defaultSource: "test", defaultEnvironment: null, futureMs: 300_000, pastMs: null };

async function record(tenant: string, ids: readonly string[], fields: Record<string, unknown> = {}): Promise<string[]> {
  const events = ids.map((id) => ({
    ...{ id, tenant, timestamp: time, provider: "openai", model: "gpt-4o", tags: { team: "growth" } },
    ...{ usage: { input_tokens: 100, output_tokens: 10 }, ...fields },
  }));
  const outcomes = events.map((event) => parseEvent(event, context));
  return (await recordEvents(outcomes, events, caller)).map(({ status }) => status);
}

/** Requests of a tenant as each table counts them. */
async function counted(tenant: string): Promise<Record<string, number>> {
  const sum = (table: string, more = "") =>
    `(SELECT coalesce(sum(requests), 0)::int FROM ${table} WHERE tenant = '${tenant}' ${more})`;
  const { rows } = await pool().query(
    `SELECT (SELECT count(*)::int FROM event_identity WHERE tenant = '${tenant}') AS identities,
      (SELECT count(*)::int FROM usage_event WHERE tenant = '${tenant}') AS events,
      ${sum("rollup_minute")} AS minutes, ${sum("rollup_quarter")} AS quarters, ${sum("rollup_day", "AND cuboid = 1")} AS days,
      ${sum("rollup_label_quarter", "AND label = 'tag:team'")} AS tags`,
  );
  return rows[0];
}

const places = (until: string, zone: string) =>
  pool().query("UPDATE rollup_state SET folded_until = $1, day_timezone = $2 WHERE id = 1", [until, zone]);

test("events recorded before are known again, in whatever company they come, and counted once", async () => {
  expect(await record("again", ["a"])).toEqual(["accepted"]);
  expect(await record("again", ["b", "c"])).toEqual(["accepted", "accepted"]);
  expect(await record("again", ["d", "b", "e"])).toEqual(["accepted", "duplicate", "accepted"]);
  expect(await record("again", ["e"], { model: "gpt-4o-mini" })).toEqual(["conflict"]);
  for (const id of ["f", "g", "h"]) expect(await record("again", [id, id, "a"])).toEqual(["accepted", "duplicate", "duplicate"]);
  expect(await record("again", ["i"])).toEqual(["accepted"]);
  expect(await counted("again")).toMatchObject({ identities: 9, events: 9, minutes: 9 });
});

test("the same events sent at the same time by many are recorded once", async () => {
  const ids = Array.from({ length: 700 }, (_, at) => `id-${at}`);
  const answers = await Promise.all(Array.from({ length: 5 }, () => record("crowd", ids)));
  expect(answers.flat().filter((status) => status === "accepted")).toHaveLength(700);
  expect(answers.flat().filter((status) => status === "duplicate")).toHaveLength(2800);
  expect(await counted("crowd")).toMatchObject({ identities: 700, events: 700, minutes: 700 });
});

test("a border that moved since the last transaction is noticed: usage before it goes where it belongs", async () => {
  await places("2026-11-20T10:00:00Z", "UTC");
  await record("border", ["a"]);
  await record("border", ["b"]);
  expect(await counted("border")).toMatchObject({ minutes: 2, quarters: 0, days: 0 });
  await places("2026-11-20T11:00:00Z", "UTC");
  expect(await record("border", ["c"])).toEqual(["accepted"]);
  expect(await counted("border")).toMatchObject({ events: 3, quarters: 1, days: 1 });
});

test("a zone that changed is noticed: days begin where they begin now", async () => {
  await places("2026-11-20T11:00:00Z", "UTC");
  await record("zone", ["a"]);
  await record("zone", ["b"]);
  await places("2026-11-20T11:00:00Z", "Asia/Kathmandu");
  await record("zone", ["c"]);
  const { rows } = await pool().query(
    "SELECT bucket, requests::int FROM rollup_day WHERE tenant = 'zone' AND cuboid = 1 ORDER BY bucket",
  );
  expect(rows).toEqual([
    { bucket: new Date("2026-11-19T18:15:00Z"), requests: 1 },
    { bucket: new Date("2026-11-20T00:00:00Z"), requests: 2 },
  ]);
});

test("a tag counted since the last transaction is noticed", async () => {
  await record("tags", ["a"]);
  await record("tags", ["b"]);
  const client = await pool().connect();
  await noteCountedTags(client, ["team"]);
  client.release();
  await record("tags", ["c"]);
  expect(await counted("tags")).toMatchObject({ events: 3, tags: 1 });
});
