import { beforeAll, expect, test } from "vitest";
import { pool } from "@/lib/platform/database";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import type { ParseOutcome } from "./event";
import { parseEvent } from "./parse-event";
import { recordEvents } from "./record-events";

useDatabase();
beforeAll(async () => {
  await ensurePriceBook();
});

const caller = { id: null, name: "test", defaultEnvironment: null, trustsReportedCost: false };

function raw(id: string, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { id, tenant: "acme", provider: "openai", model: "gpt-4o", usage: { input_tokens: 100, output_tokens: 10 }, ...fields };
}

function parsed(event: unknown): ParseOutcome {
  return parseEvent(event, {
    receivedMs: Date.now(),
    defaultSource: "test",
    defaultEnvironment: null,
    futureMs: 300_000,
    pastMs: null,
  });
}

/** An event the reader let through although the database cannot hold it: text with U+0000. */
function unstorable(id: string): ParseOutcome {
  const outcome = parsed(raw(id));
  if (outcome.ok) outcome.event.requestId = "a\u0000b";
  return outcome;
}

test("an event the database refuses is rejected alone: its neighbours, also of other requests, are recorded", async () => {
  const requests = Array.from({ length: 8 }, (_, request) =>
    Array.from({ length: 5 }, (_, index) => raw(`r${request}-${index}`)),
  );
  const answers = await Promise.all(
    requests.map((events, request) =>
      recordEvents(
        events.map((event, index) => (request === 3 && index === 2 ? unstorable(String(event.id)) : parsed(event))),
        events,
        caller,
      ),
    ),
  );
  const refused = answers.flat().filter((result) => result.status !== "accepted");
  expect(refused).toMatchObject([{ id: "r3-2", status: "rejected" }]);
  const { rows } = await pool().query(
    `SELECT (SELECT count(*)::int FROM usage_event) AS events, (SELECT sum(requests)::int FROM rollup_minute) AS counted,
            (SELECT count(*)::int FROM rejected_event WHERE event_id = 'r3-2') AS kept`,
  );
  expect(rows[0]).toEqual({ events: 39, counted: 39, kept: 1 });
});

test("what an event says of a key is kept as an HMAC alone", async () => {
  const digest = "ab".repeat(32);
  const event = raw("keyed", { tenant: "keys", key: { fingerprint: digest, last4: "a1B2" } });
  await recordEvents([parsed(event)], [event], caller);
  const { rows } = await pool().query("SELECT key, key_last4 FROM usage_event WHERE tenant = 'keys'");
  expect(rows[0].key_last4).toBe("a1B2");
  expect(rows[0].key).toMatch(/^[0-9a-f]{64}$/);
  expect(rows[0].key).not.toBe(digest);
});

test("each committed batch leaves a note of what it touched", async () => {
  const event = raw("noted", { tenant: "notes", timestamp: "2026-11-20T10:00:00Z" });
  await recordEvents([parsed(event)], [event], caller);
  const { rows } = await pool().query(
    "SELECT cause, first_time, last_time, cardinality(series_ids) AS series FROM touched_scope WHERE tenants = '{notes}'",
  );
  expect(rows).toEqual([
    { cause: "ingest", first_time: new Date("2026-11-20T10:00:00Z"), last_time: new Date("2026-11-20T10:00:00Z"), series: 1 },
  ]);
});

test("backslashes, quotes and any script are stored as they were sent", async () => {
  const odd = 'C:\\temp\\new "quoted" \\N \\. 漢字 🙂';
  const event = raw("odd", { tenant: "odd", feature: odd, request_id: odd, tags: { path: odd }, finish_reason: "\\" });
  await recordEvents([parsed(event), parsed(raw("plain", { tenant: "odd" }))], [event, null], caller);
  const { rows } = await pool().query(
    "SELECT feature, request_id, tags->>'path' AS tag, finish_reason FROM usage_event WHERE tenant = 'odd' ORDER BY id",
  );
  expect(rows).toEqual([
    { feature: odd, request_id: odd, tag: odd, finish_reason: "\\" },
    { feature: "unallocated", request_id: null, tag: null, finish_reason: null },
  ]);
});
