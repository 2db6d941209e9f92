import { beforeAll, describe, expect, test } from "vitest";
import { pool } from "@/lib/platform/database";
import { isDomainError } from "@/lib/platform/errors";
import { Reach } from "@/lib/platform/reach";
import { useDatabase } from "@/tests/database";
import type { EventItem } from "./contract";
import { csvResponse } from "./csv";
import { readEventsQuery } from "./events-query";
import { exportEvents, listEvents } from "./list-events";
import { readEvent } from "./read-event";
import type { RawQuery } from "./spend-query";
import { fixtureEvent, placeBorder, storeEvents } from "./usage-fixture";

useDatabase();

const NOW = Date.parse("2026-11-03T10:20:00Z");
const read = (query: RawQuery) => readEventsQuery(query, { zone: "UTC", nowMs: NOW });
const list = async (query: RawQuery) => {
  const page = await listEvents(read(query));
  return { ...page, events: page.events as EventItem[] };
};

// Many of one instant, so that pages end in the middle of it.
const events = Array.from({ length: 250 }, (_, at) =>
  fixtureEvent({
    id: `e${String(at).padStart(3, "0")}`,
    tenant: at % 3 === 0 ? "acme" : "globex",
    source: at % 2 === 0 ? "a" : "b",
    time: at % 5 === 0 ? "2026-11-01T00:00:00Z" : new Date(NOW - at * 3_600_000).toISOString(),
    status: at % 10 === 0 ? 429 : 200,
    errorCode: at % 25 === 1 ? "timeout" : null,
    user: at % 4 === 0 ? "u1" : null,
    effectiveCost: at % 7 === 0 ? "1.5" : "0.1",
    correlationId: at % 50 === 0 ? "run-1" : null,
    requestId: `req_${at}`,
  }),
);
const formula = fixtureEvent({
  id: "=cmd()",
  tenant: "@evil",
  source: "+1",
  time: "2026-11-02T00:00:00Z",
  effectiveCost: "-0.5",
});

beforeAll(async () => {
  await placeBorder("2026-11-03T09:00:00Z", "UTC");
  await storeEvents([...events, formula]);
  await pool().query(
    `UPDATE usage_event SET rating = $1, usage = '{"input_uncached": 2006, "output_visible": 300}', price_id = 'p1' WHERE id = 'e001'`,
    [
      JSON.stringify({
        matched_model: "gpt-4o",
        components: [["input_uncached", 2006, "0.0000025", "0.0000025", "0.005015", "0.005015"]],
      }),
    ],
  );
  await pool().query(
    `INSERT INTO price (id, provider, model, effective_from, rates, source) VALUES ('p1', 'openai', 'gpt-4o', '2024-01-01', '{}', 'catalogue')`,
  );
  await pool().query(
    `INSERT INTO rejected_event (id, received_at, token_name, tenant, event_id, kind, errors, payload, redacted)
     SELECT gen_random_uuid(), '2026-11-01T00:00:00Z'::timestamptz + n % 3 * interval '1 hour', 'token', 'acme', 'r' || n, 'rejected',
       '[{"pointer": "/model", "detail": "is missing"}]', '{"tenant": "acme"}', false FROM generate_series(1, 30) AS n`,
  );
});

async function everyPage(query: RawQuery): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listEvents(read({ ...query, ...(cursor ? { cursor } : {}) }));
    found.push(...page.events.map((event) => event.id));
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return found;
}

describe("the list", () => {
  test("pages through every event once, newest first", async () => {
    const found = await everyPage({ limit: "17" });
    expect(found).toHaveLength(251);
    expect(new Set(found).size).toBe(251);
    const whole = await list({ limit: "1000" });
    expect(whole.events.map((event) => event.id)).toEqual(found);
    const times = whole.events.map((event) => event.timestamp);
    expect(times).toEqual([...times].sort().reverse());
    expect(whole.next_cursor).toBeNull();
  });

  test.each([
    [{ tenant: "acme" }, (e: (typeof events)[0]) => e.tenant === "acme"],
    [{ user: "u1", tenant: ["acme", "globex"] }, (e: (typeof events)[0]) => e.user === "u1"],
    [{ status: "429" }, (e: (typeof events)[0]) => e.status === 429],
    [{ has_error: "true" }, (e: (typeof events)[0]) => e.status === 429 || e.errorCode !== null],
    [{ has_error: "false" }, (e: (typeof events)[0]) => e.status !== 429 && e.errorCode === null],
    [{ min_cost: "1.5" }, (e: (typeof events)[0]) => e.effectiveCost === "1.5"],
    [{ correlation_id: "run-1" }, (e: (typeof events)[0]) => e.correlationId === "run-1"],
    [{ correlation_id: "run-1", tenant: "acme" }, (e: (typeof events)[0]) => e.correlationId === "run-1" && e.tenant === "acme"],
    [{ request_id: ["req_7", "req_200"] }, (e: (typeof events)[0]) => ["req_7", "req_200"].includes(e.requestId ?? "")],
    [{ from: "2026-11-01", to: "2026-11-02" }, (e: (typeof events)[0]) => e.time.startsWith("2026-11-01")],
  ] as [RawQuery, (e: (typeof events)[0]) => boolean][])("filters by %j", async (query, passes) => {
    const expected = events.filter(passes).map((event) => event.id);
    const found = (await everyPage({ ...query, limit: "100" })).filter((id) => id !== formula.id);
    expect(found.sort()).toEqual(expected.sort());
  });

  test("reads the newest of all and of one tenant from an index", async () => {
    await pool().query("ANALYZE usage_event");
    const { selectEvents } = await import("./queries/select-events");
    for (const query of [{}, { tenant: "acme" }]) {
      const { text, values } = selectEvents(read(query), 51);
      const client = await pool().connect();
      await client.query("SET enable_seqscan = off; SET enable_bitmapscan = off");
      const { rows } = await client.query<Record<string, string>>(`EXPLAIN ${text}`, values);
      await client.query("RESET enable_seqscan; RESET enable_bitmapscan");
      client.release();
      const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
      expect(plan).toMatch(/Index Scan Backward/);
      expect(plan).toMatch(/Incremental Sort|Limit/);
    }
  });

  test("finds a correlation or request id without reading every event", async () => {
    const { readRows } = await import("./queries/read-rows");
    await pool().query(
      `INSERT INTO usage_event (tenant, time, source, id, received_at, feature, environment, provider, model, key, cache_hit, pricing,
         input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, usage, rating, correlation_id, request_id)
       SELECT '__filler', $1::timestamptz - n * interval '1 minute', 's', n::text, $1, 'f', 'e', 'p', 'm', '', false, 'unpriced', 0, 0, 0, 0, 0,
         '{}', '{}', md5('c' || n), md5('r' || n) FROM generate_series(1, 40000) AS n`,
      [new Date(NOW)],
    );
    await pool().query("VACUUM ANALYZE usage_event");
    const { selectEvents } = await import("./queries/select-events");
    for (const query of [{ correlation_id: "run-1" }, { request_id: ["req_7", "req_8"] }]) {
      const statement = selectEvents(read(query), 51);
      const rows = await readRows<Record<string, string>>({ ...statement, text: `EXPLAIN ${statement.text}` });
      const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
      expect(plan).toMatch(/Bitmap Index Scan on usage_event.*correlation/);
      expect(plan).not.toMatch(/Seq Scan/);
    }
  });

  test("lists what was rejected, with the reason", async () => {
    const found = await everyPage({ state: "rejected", limit: "7" });
    expect(new Set(found).size).toBe(30);
    const { events: rows } = await listEvents(read({ state: "rejected", tenant: "acme" }));
    expect(rows[0]).toMatchObject({ kind: "rejected", errors: [{ pointer: "/model", detail: "is missing" }], redacted: false });
  });

  test.each([
    ["tennant", { tennant: "acme" }],
    ["status", { status: "many" }],
    ["min_cost", { min_cost: "1e9" }],
    ["has_error", { has_error: "yes" }],
    ["pricing", { pricing: "free" }],
    ["state", { state: "lost" }],
    ["cursor", { cursor: "AAAA" }],
    ["cursor", { state: "rejected", cursor: Buffer.from('["a","b","c","2026-11-01T00:00:00Z"]').toString("base64url") }],
    ["limit", { limit: "1001" }],
    ["from", { from: "2026-11-02", to: "2026-11-01" }],
    ["correlation_id", { correlation_id: "a\u0000" }],
  ] as [string, RawQuery][])("refuses %s: %j", (parameter, query) => {
    let error: unknown;
    try {
      read(query);
    } catch (thrown) {
      error = thrown;
    }
    expect(isDomainError(error) && error.errors[0]?.pointer).toBe(`/query/${parameter}`);
  });
});

describe("one event", () => {
  test("tells its price and the formula of its cost, by reference and by identity", async () => {
    const { events: found } = await list({ limit: "1000" });
    const item = found.find((event) => event.id === "e001");
    const detail = await readEvent(item?.ref ?? "", Reach.everywhere);
    expect(detail).toMatchObject({
      id: "e001",
      usage: { input_uncached: 2006, output_visible: 300 },
      components: [
        { usage_class: "input_uncached", quantity: 2006, cost_usd: "0.005015", formula: "2006 x $0.0000025 = $0.005015" },
      ],
      formula: "2006 input_uncached x $0.0000025 = $0.005015",
      price: { id: "p1", model: "gpt-4o" },
    });
    expect(await readEvent("e001", Reach.everywhere, detail.tenant, detail.source)).toEqual(detail);
    expect(await readEvent("e001", Reach.everywhere, detail.tenant)).toEqual(detail);
  });

  test("is not found for a reference that is none", async () => {
    for (const name of ["nothing", "e001", Buffer.from('["a","b","c","2026-11-01T00:00:00Z"]').toString("base64url")]) {
      const error = await readEvent(name, Reach.everywhere).catch((thrown: unknown) => thrown);
      expect(isDomainError(error) && error.code).toBe("not_found");
    }
  });
});

describe("as CSV", () => {
  test("every event is there, whatever the limit, and no cell is a formula", async () => {
    const { header, rows } = exportEvents(read({ limit: "1" }));
    const text = await csvResponse("events", header, rows).text();
    const lines = text.trimEnd().split("\r\n");
    expect(lines).toHaveLength(252);
    const line = lines.find((each) => each.includes("cmd()")) ?? "";
    expect(line).toContain(",'@evil,'+1,'=cmd(),");
    expect(line).toContain(",-0.5,");
  });

  test("a taker that goes away gives its connection back", async () => {
    for (let at = 0; at < 30; at++) {
      const { header, rows } = exportEvents(read({}));
      const reader = csvResponse("events", header, rows).body?.getReader();
      await reader?.read();
      await reader?.read();
      await reader?.cancel();
    }
    expect(pool().waitingCount).toBe(0);
    expect(pool().idleCount).toBe(pool().totalCount);
  });
});
