import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { useDatabase } from "@/tests/database";
import { type FixtureEvent, fixtureEvent, placeBorder, storeEvents } from "../usage-fixture";
import { checkAccounting } from "./check-accounting";
import { rebuildRollups } from "./rebuild-rollups";

useDatabase();

const TAGS = ["team"];
const TABLES = [
  "rollup_quarter",
  "rollup_minute",
  "rollup_hour",
  "rollup_day",
  "rollup_month",
  "rollup_label_quarter",
  "rollup_label_day",
  "rollup_label_month",
  "rollup_value_day",
  "rollup_value_month",
];
const NOW = "2026-11-03T10:20:00Z";

function events(count: number, name = "e"): FixtureEvent[] {
  return Array.from({ length: count }, (_, at) =>
    fixtureEvent({
      id: `${name}${at}`,
      tenant: at % 7 === 3 ? "__canary" : `t${at % 5}`,
      feature: at % 2 ? "chat" : "search",
      model: at % 3 ? "gpt-4o" : "o3",
      key: at % 4 ? "" : "k1",
      // Six days up to the present; the last ones lie past the border.
      time: new Date(Date.parse(NOW) - ((at * at * 523_123) % (6 * 86_400_000))).toISOString(),
      user: at % 3 ? null : `u${at % 7}`,
      tags: at % 2 ? { team: "growth" } : null,
      status: at % 11 ? 200 : 500,
      pricing: at % 13 ? "priced" : "reported",
      effectiveCost: `0.000${at}1`,
      listCost: at % 13 ? `0.000${at}2` : null,
      latencyMs: at % 5 ? at * 7 : null,
      correctedBy: at % 17 ? null : "newer",
    }),
  );
}

const COSTS = ["list_cost", "effective_cost", "reported_cost", "estimated_cost", "saved_cost"];
const plain = [
  "latency_histogram",
  "fold_histogram(r.latency_histogram)",
  ...COSTS.flatMap((name) => [name, `trim_scale(r.${name})`]),
];
const members = plain.map((each, at) => (at % 2 ? each : `'${each}'`)).join(", ");

/** How many rows a table has, and a digest of them. */
const rowsOf = async (table: string): Promise<string> => {
  const { rows } = await pool().query<{ rows: string }>(
    `SELECT count(*) || ' rows ' || md5(coalesce(string_agg(row, ',' ORDER BY row), '')) AS rows
     FROM (SELECT (to_jsonb(r) || jsonb_build_object(${members}))::text AS row FROM ${table} AS r) AS t`,
  );
  return rows[0]?.rows ?? "";
};
const everyRow = async () => Object.fromEntries(await Promise.all(TABLES.map(async (table) => [table, await rowsOf(table)])));

beforeAll(async () => {
  setClock(NOW);
  await placeBorder("2026-11-03T09:00:00Z", "Asia/Kathmandu");
  await storeEvents(events(800), TAGS);
});

// Every test begins with rollups that were just made anew.
beforeEach(async () => {
  await rebuildRollups({ declaredTags: TAGS });
});

test("rollups as the recorder writes them agree with the events, and a rebuild writes the very same", async () => {
  await pool().query(`TRUNCATE usage_event, event_identity, series, ${TABLES.join(", ")}`);
  await storeEvents(events(800), TAGS);
  const answer = await checkAccounting();
  expect(answer.differences).toEqual([]);
  expect(answer.ok).toBe(true);
  expect(answer.events).toEqual(answer.rollups);
  expect(answer.events.requests).toBe(
    events(800).filter((event) => event.correctedBy === null && event.tenant !== "__canary").length,
  );
  const before = await everyRow();
  expect(before.rollup_minute).not.toMatch(/^0 rows/);
  expect(await rebuildRollups({ declaredTags: TAGS })).not.toBeNull();
  expect(await everyRow()).toEqual(before);
});

describe("names the first bucket that differs", () => {
  test.each([
    ["rollup_quarter", "quarter", "effective_cost", "effective_cost + 0.000000000000000001"],
    ["rollup_quarter", "quarter", "input_tokens", "input_tokens - 1"],
    ["rollup_minute", "quarter", "requests", "requests + 1"],
    ["rollup_hour_0", "hour", "requests", "requests + 1"],
    ["rollup_hour_1", "hour", "errors", "errors + 1"],
    ["rollup_day_2", "day", "list_cost", "list_cost * 2 + 1"],
    ["rollup_day_7", "day", "output_tokens", "output_tokens + 1"],
    ["rollup_label_quarter", "label_quarter", "requests", "requests + 1"],
    ["rollup_label_day", "label_day", "saved_cost", "saved_cost + 1"],
    ["rollup_month_7", "month", "requests", "requests - 1"],
    ["rollup_month_0", "month", "latency_histogram", "array_append(latency_histogram, 21474836481)"],
    ["rollup_label_month", "label_month", "errors", "errors + 1"],
    ["rollup_value_day_0", "value_day", "effective_cost", "effective_cost + 0.000000000000000001"],
    ["rollup_value_day_6", "value_day", "requests", "requests + 1"],
    ["rollup_value_month_1", "value_month", "requests", "requests + 1"],
    ["rollup_day_4", "day", "latency_histogram", "array_append(latency_histogram, 21474836481)"],
    ["rollup_quarter", "quarter", "latency_histogram", "array_append(latency_histogram, 21474836481)"],
  ])("%s is off: tier %s, %s", async (table, tier, measure, wrong) => {
    const row = `(SELECT ctid FROM ${table} WHERE ${table === "rollup_minute" ? "bucket >= '2026-11-03T09:00Z'" : "true"}
      ${table.startsWith("rollup_label") ? "AND label = 'user'" : ""} ORDER BY bucket LIMIT 1)`;
    await pool().query(`UPDATE ${table} SET ${measure} = ${wrong} WHERE ctid = ${row}`);
    const answer = await checkAccounting();
    expect(answer.ok).toBe(false);
    expect(answer.differences[0]).toMatchObject({ tier, measure });
    expect(answer.differences.length).toBeLessThanOrEqual(20);
  });

  test("an event that no rollup counts, and a rollup row without events", async () => {
    await pool().query("DELETE FROM rollup_quarter WHERE bucket = (SELECT max(bucket) FROM rollup_quarter)");
    const lost = await checkAccounting();
    expect(lost.differences[0]).toMatchObject({ tier: "quarter", rollups: "0" });
    await rebuildRollups({ declaredTags: TAGS });
    await pool().query(
      `INSERT INTO rollup_quarter SELECT '2026-10-20T00:00Z', r.* FROM (SELECT series_id, tenant, requests, errors, unpriced_requests,
         unlisted_requests, reported_requests, estimated_requests, unbilled_requests, list_cost, effective_cost, reported_cost,
         estimated_cost, saved_cost, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
         latency_histogram FROM rollup_quarter LIMIT 1) AS r`,
    );
    const invented = await checkAccounting();
    expect(invented.differences[0]).toMatchObject({ tier: "quarter", bucket_start: "2026-10-20T00:00:00Z", events: "0" });
  });
});

test("a rebuild mends whatever was wrong", async () => {
  const good = await everyRow();
  await pool().query("TRUNCATE rollup_hour, rollup_day, rollup_label_day, rollup_label_month, rollup_value_day");
  await pool().query("DELETE FROM rollup_quarter WHERE random() < 0.5");
  await pool().query("UPDATE rollup_month SET effective_cost = effective_cost * 2");
  await pool().query("UPDATE rollup_minute SET requests = requests * 2");
  expect((await checkAccounting()).ok).toBe(false);
  await rebuildRollups({ declaredTags: TAGS });
  expect((await checkAccounting()).ok).toBe(true);
  expect(await everyRow()).toEqual(good);
});

test("ingest goes on while rollups are rebuilt, and nothing is lost or counted twice", async () => {
  const more = Promise.all(Array.from({ length: 8 }, (_, at) => storeEvents(events(60, `more${at}-`), TAGS)));
  for (let at = 0; at < 3; at++) await rebuildRollups({ declaredTags: TAGS });
  await more;
  const answer = await checkAccounting();
  expect(answer.differences).toEqual([]);
  expect(answer.ok).toBe(true);
});

test("a part of the range is checked and rebuilt alone", async () => {
  const range = { fromMs: Date.parse("2026-10-30T03:10:00Z"), toMs: Date.parse("2026-10-31T05:20:00Z") };
  const answer = await checkAccounting(range);
  expect(answer).toMatchObject({ ok: true, range: { from: "2026-10-30T03:00:00Z", to: "2026-10-31T05:30:00Z" } });
  const good = await everyRow();
  await rebuildRollups({ ...range, declaredTags: TAGS });
  expect(await everyRow()).toEqual(good);
});

test("what events no longer cover stays as it is and is not compared", async () => {
  const kept = "2026-11-01T00:00:00Z";
  const before = await everyRow();
  await pool().query("DELETE FROM usage_event WHERE time < $1", [kept]);
  expect((await checkAccounting()).ok).toBe(false);
  await pool().query("INSERT INTO setting (key, value) VALUES ('events_kept_from', to_jsonb($1::text))", [kept]);
  const answer = await checkAccounting();
  expect(answer).toMatchObject({ ok: true, range: { from: kept } });
  await rebuildRollups({ declaredTags: TAGS });
  expect(await everyRow()).toEqual(before);
});
