import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { noteEventsKeptFrom } from "@/lib/metering/retention/events-kept-from";
import { pool } from "@/lib/platform/database";
import { atto, formatAtto } from "@/lib/platform/decimal";
import { isDomainError } from "@/lib/platform/errors";
import { firstInstantOf, localDate, rfc3339 } from "@/lib/platform/time";
import { useDatabase } from "@/tests/database";
import { querySpend } from "./query-spend";
import { type RawQuery, readSpendQuery } from "./spend-query";
import { type FixtureEvent, fixtureEvent, placeBorder, storeEvents } from "./usage-fixture";

useDatabase();

const DAY_ZONE = "Europe/Berlin";
const FROM = Date.parse("2026-10-20T00:00:00Z");
const NOW = Date.parse("2026-11-03T10:20:00Z");
const TAGS = ["team"];
const SIX = "tenant,feature,environment,provider,model,key";

/** Repeatable numbers in [0, 1): mulberry32. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function makeEvents(): FixtureEvent[] {
  const next = random(7);
  const pick = <T>(...values: [T, ...T[]]): T => values[Math.floor(next() * values.length)] ?? values[0];
  return Array.from({ length: 3000 }, (_, index) => {
    // A third of the events fall into the last hours, on both sides of the border.
    const since = next() < 0.33 ? NOW - 4 * 3_600_000 : FROM;
    const pricing = pick("priced", "priced", "priced", "reported", "estimated", "unpriced", "unbilled");
    const cost = formatAtto(BigInt(Math.floor(next() * 1e12)) * 1_000_003n);
    return fixtureEvent({
      id: `e${index}`,
      time: new Date(since + next() * (NOW - since)).toISOString(),
      tenant: pick("acme", "acme", "acme", "globex", "initech", "__canary"),
      feature: pick("chat", "search", "unallocated"),
      environment: pick("production", "staging"),
      provider: pick("openai", "anthropic"),
      model: pick("gpt-4o", "claude-sonnet-4-5", "o3"),
      key: pick("", "k1", "k2"),
      user: pick(null, "u1", "u2", "u3"),
      tags: pick<Record<string, string> | null>(null, { team: "growth" }, { team: "core", plan: "pro" }, { plan: "free" }),
      status: pick(200, 200, 429, null),
      errorCode: pick(null, null, null, "timeout"),
      pricing,
      listCost: pricing === "unpriced" || pricing === "reported" ? null : pricing === "unbilled" ? "0" : cost,
      effectiveCost: pricing === "unpriced" ? null : pricing === "unbilled" ? "0" : cost,
      inputTokens: Math.floor(next() * 5000),
      outputTokens: Math.floor(next() * 500),
      latencyMs: pick(null, Math.floor(next() * 20_000)),
      correctedBy: next() < 0.03 ? "another" : null,
    });
  });
}

const events = makeEvents();
/** Our own tenants are in no report, whatever it is by. */
const counted = events.filter((event) => event.correctedBy === null && !event.tenant.startsWith("__"));

beforeAll(async () => {
  await placeBorder("2026-11-03T09:00:00Z", DAY_ZONE);
  await storeEvents(events, TAGS);
});

const ask = (query: RawQuery) => querySpend(readSpendQuery(query, { zone: DAY_ZONE, weekStartsOn: 1, nowMs: NOW }), TAGS);

function valueIn(event: FixtureEvent, name: string): string | null {
  if (name === "user") return event.user;
  if (name.startsWith("tag:")) return event.tags?.[name.slice(4)] ?? null;
  return event[name as "tenant"] || null;
}

interface Expected {
  cost: bigint;
  requests: number;
  errors: number;
  unpriced: number;
  input: number;
  output: number;
}

function sum(list: FixtureEvent[]): Expected {
  const total = { cost: 0n, requests: 0, errors: 0, unpriced: 0, input: 0, output: 0 };
  for (const event of list) {
    total.cost += event.effectiveCost === null ? 0n : atto(event.effectiveCost);
    total.requests += 1;
    total.errors += (event.status ?? 0) >= 400 || event.errorCode !== null ? 1 : 0;
    total.unpriced += event.pricing === "unpriced" ? 1 : 0;
    total.input += event.inputTokens;
    total.output += event.outputTokens;
  }
  return total;
}

function expectMeasures(row: Awaited<ReturnType<typeof ask>>["total"], expected: Expected): void {
  expect(row).toMatchObject({
    effective_cost_usd: expected.requests > 0 && expected.unpriced === expected.requests ? null : formatAtto(expected.cost),
    requests: expected.requests,
    errors: expected.errors,
    unpriced_requests: expected.unpriced,
    input_tokens: expected.input,
    output_tokens: expected.output,
    total_tokens: expected.input + expected.output,
  });
}

function grouped(list: FixtureEvent[], keyOf: (event: FixtureEvent) => string): Map<string, FixtureEvent[]> {
  const groups = new Map<string, FixtureEvent[]>();
  for (const event of list) groups.set(keyOf(event), [...(groups.get(keyOf(event)) ?? []), event]);
  return groups;
}

const quarter = 900_000;
const instant = fc.integer({ min: FROM / quarter, max: Math.ceil(NOW / quarter) }).map((at) => at * quarter);
const zone = fc.constantFrom("UTC", DAY_ZONE, "Asia/Kathmandu", "America/Havana", "Australia/Lord_Howe");
const granularity = fc.constantFrom("hour", "day", "week", "month", "none");
const names = fc
  .tuple(
    fc.subarray(["tenant", "feature", "environment", "provider", "model", "key"]),
    fc.constantFrom(null, null, "user", "tag:team"),
    fc.boolean(),
  )
  .map(([dimensions, label, first]) => (label === null ? dimensions : first ? [label, ...dimensions] : [...dimensions, label]));
const filters = fc.record(
  {
    tenant: fc.constantFrom<string[]>(["acme"], ["acme", "globex"], ["nobody"], ["__canary"]),
    feature: fc.constantFrom<string[]>(["chat"], ["search", "chat"]),
    model: fc.constantFrom<string[]>(["o3"]),
    key: fc.constantFrom<string[]>(["k1"], [""]),
  },
  { requiredKeys: [] },
);

describe("whatever is asked, the answer is the sum over the events", () => {
  test("by any dimensions, periods, zones and filters", async () => {
    const question = fc.record({ a: instant, b: instant, zone, granularity, names, filters });
    await fc.assert(
      fc.asyncProperty(question, async ({ a, b, zone, granularity, names, filters }) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b) + quarter];
        const answer = await ask({
          from: rfc3339(from),
          to: rfc3339(to),
          timezone: zone,
          granularity,
          group_by: names.join(","),
          limit: "10000",
          ...filters,
        });
        const within = counted.filter((event) => {
          const time = Date.parse(event.time);
          const passes = Object.entries(filters).every(([name, values]) => values?.includes(event[name as "tenant"]));
          return time >= from && time < to && passes;
        });
        const periodOf = (event: FixtureEvent) =>
          granularity === "none" ? undefined : rfc3339(firstInstantOf(granularity as "day", Date.parse(event.time), zone));
        const keyOf = (event: FixtureEvent) => JSON.stringify([periodOf(event), ...names.map((name) => valueIn(event, name))]);
        const expected = grouped(within, keyOf);
        expectMeasures(answer.total, sum(within));
        expect(answer.rows.length).toBe(expected.size);
        for (const row of answer.rows) {
          const values: Record<string, unknown> = row;
          const key = JSON.stringify([row.period_start, ...names.map((name) => values[name])]);
          expectMeasures(row, sum(expected.get(key) ?? []));
        }
        const starts = answer.rows.map((row) => row.period_start ?? "");
        expect(starts).toEqual([...starts].sort());
      }),
      { numRuns: 150 },
    );
  });

  test("filtered by user or tag", async () => {
    for (const [name, value] of [
      ["user", "u1"],
      ["tag:team", "core"],
    ] as const) {
      const answer = await ask({
        from: "2026-10-20",
        [name]: value,
        group_by: "feature",
        granularity: "day",
        timezone: "Asia/Kathmandu",
      });
      const within = counted.filter((event) => valueIn(event, name) === value);
      expectMeasures(answer.total, sum(within.filter((event) => Date.parse(event.time) >= Date.parse("2026-10-19T18:15:00Z"))));
      expect(answer.rows.every((row) => row.other === undefined)).toBe(true);
    }
  });

  test("percentiles are within 5% of the true ones", async () => {
    const answer = await ask({ from: "2026-10-01", group_by: "tenant", granularity: "none" });
    for (const row of answer.rows) {
      const latencies = counted
        .filter((event) => event.tenant === (row as Record<string, unknown>).tenant)
        .flatMap((event) => event.latencyMs ?? [])
        .sort((a, b) => a - b);
      for (const [share, value] of [
        [0.5, row.latency_p50_ms],
        [0.95, row.latency_p95_ms],
      ] as const) {
        const truth = latencies[Math.ceil(share * latencies.length) - 1] ?? 0;
        expect(Math.abs((value ?? 0) / truth - 1)).toBeLessThan(0.05);
      }
    }
  });
});

describe("rows beyond the limit", () => {
  test("are one row marked other; the dearest are kept; rows and other make the total", async () => {
    for (const group_by of ["tenant,model", "user,feature", "model"]) {
      const all = await ask({ from: "2026-10-20", group_by, granularity: "day", limit: "10000" });
      const few = await ask({ from: "2026-10-20", group_by, granularity: "day", limit: "7" });
      const costs = all.rows.map((row) => atto(row.effective_cost_usd ?? "0")).sort((a, b) => (a < b ? 1 : -1));
      expect(few.rows.length).toBe(8);
      const kept = few.rows.slice(0, 7).map((row) => atto(row.effective_cost_usd ?? "0"));
      expect(kept.sort((a, b) => (a < b ? 1 : -1))).toEqual(costs.slice(0, 7));
      expect(few.rows.at(-1)).toMatchObject({ other: true, period_start: null });
      const total = few.rows.reduce((sum, row) => sum + atto(row.effective_cost_usd ?? "0"), 0n);
      expect(formatAtto(total)).toBe(few.total.effective_cost_usd);
      expect(few.total).toEqual(all.total);
    }
  });

  test("the dearest are found by bounds as by reading everything: any dimensions, zones and limits", async () => {
    const question = fc.record({
      group_by: fc.oneof(
        fc.constantFrom("tenant", "tenant,model", "tenant,provider", "tenant,key", "model,tenant,provider", "user", "tag:team"),
        fc.constantFrom(SIX, `${SIX},user`, `${SIX},tag:team`, "tenant,user", "feature,model,user", "feature,tag:team"),
        names.map((list) => (list.length > 0 ? list.join(",") : "tenant,user")),
      ),
      granularity: fc.constantFrom("day", "day", "none", "month"),
      timezone: zone,
      limit: fc.constantFrom(1, 3, 10, 25),
      from: fc.constantFrom("2026-10-20", "2026-10-28", "2026-11-02T13:30:00Z"),
      filters: fc.constantFrom<RawQuery>({}, { tenant: ["acme", "initech"] }, { model: "o3" }, { feature: "chat" }),
    });
    await fc.assert(
      fc.asyncProperty(question, async ({ group_by, granularity, timezone, limit, from, filters }) => {
        const asked = { from, group_by, granularity, timezone, ...filters };
        const all = await ask({ ...asked, limit: "10000" });
        const few = await ask({ ...asked, limit: String(limit) });
        const cost = (row: { effective_cost_usd: string | null }) => atto(row.effective_cost_usd ?? "0");
        const dearest = all.rows
          .map(cost)
          .sort((a, b) => (a < b ? 1 : a > b ? -1 : 0))
          .slice(0, limit);
        const kept = few.rows
          .filter((row) => !row.other)
          .map(cost)
          .sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
        expect(kept).toEqual(dearest);
        expect(few.total).toEqual(all.total);
      }),
      { numRuns: 120 },
    );
  }, 240_000);

  test("with `top`, each group is kept with all its periods, and other comes per period", async () => {
    const answer = await ask({ from: "2026-10-20", group_by: "model,tenant", granularity: "day", top: "2" });
    const whole = await ask({ from: "2026-10-20", group_by: "model,tenant", granularity: "none", limit: "2" });
    const named = (row: object) => JSON.stringify([(row as { model?: string }).model, (row as { tenant?: string }).tenant]);
    const kept = new Set(answer.rows.filter((row) => !row.other).map(named));
    expect(kept).toEqual(new Set(whole.rows.filter((row) => !row.other).map(named)));
    const days = await ask({ from: "2026-10-20", granularity: "day" });
    for (const day of days.rows) {
      const rows = answer.rows.filter((row) => row.period_start === day.period_start);
      expect(rows.at(-1)?.other).toBe(true);
      const cost = rows.reduce((sum, row) => sum + atto(row.effective_cost_usd ?? "0"), 0n);
      expect(formatAtto(cost)).toBe(day.effective_cost_usd);
    }
  });
});

test("with `top`, what has no user is a group like another", async () => {
  const answer = await ask({ from: "2026-10-20", group_by: "user", granularity: "week", top: "4" });
  const weeks = await ask({ from: "2026-10-20", granularity: "week" });
  expect(answer.rows.some((row) => !row.other && (row as Record<string, unknown>).user === null)).toBe(true);
  for (const week of weeks.rows) {
    const rows = answer.rows.filter((row) => row.period_start === week.period_start);
    const requests = rows.reduce((sum, row) => sum + Number(row.requests), 0);
    expect(requests).toBe(week.requests);
  }
});

test("coverage says what of the total is priced, reported, estimated and not priced", async () => {
  const { coverage, total } = await ask({ from: "2026-10-01", granularity: "none" });
  const count = (pricing: string) => counted.filter((event) => event.pricing === pricing).length;
  expect(coverage).toMatchObject({
    priced_events: count("priced"),
    reported_events: count("reported"),
    estimated_events: count("estimated"),
    unbilled_events: count("unbilled"),
    unpriced_events: count("unpriced"),
  });
  const parts = atto(coverage.priced) + atto(coverage.reported) + atto(coverage.estimated);
  expect(formatAtto(parts)).toBe(total.effective_cost_usd);
});

describe("what no rollup holds", () => {
  test("is answered from the events of one tenant and 31 days", async () => {
    const answer = await ask({ from: "2026-10-20", group_by: "user,tag:plan", tenant: "acme", granularity: "none" });
    const within = counted.filter(
      (event) => event.tenant === "acme" && Date.parse(event.time) >= Date.parse("2026-10-19T22:00:00Z"),
    );
    expectMeasures(answer.total, sum(within));
    expect(answer.rows.length).toBe(grouped(within, (event) => JSON.stringify([event.user, event.tags?.plan])).size);
    for (const row of answer.rows) {
      const values: Record<string, unknown> = row;
      expectMeasures(
        row,
        sum(within.filter((event) => event.user === values.user && (event.tags?.plan ?? null) === values["tag:plan"])),
      );
    }
  });

  test("is refused without a tenant or for longer, naming what is held", async () => {
    for (const query of [{ tenant: "acme", from: "2026-08-01" }, { from: "2026-10-20" }]) {
      const error = await ask({ ...query, group_by: "user,tag:team" }).catch((thrown: unknown) => thrown);
      expect(isDomainError(error) && error.errors[0]?.pointer).toBe("/query/group_by");
      expect(isDomainError(error) && error.message).toContain("tag:team");
    }
  });

  test("is refused where the events are gone, rather than answered too low", async () => {
    await noteEventsKeptFrom(Date.parse("2026-10-22T00:00:00Z"));
    const asked = { group_by: "user,tag:team", tenant: "acme", granularity: "none" };
    const error = await ask({ ...asked, from: "2026-10-21" }).catch((thrown: unknown) => thrown);
    expect(isDomainError(error) && error.errors[0]?.pointer).toBe("/query/from");
    expect(isDomainError(error) && error.message).toContain("2026-10-22T00:00:00Z");
    expect(Number((await ask({ ...asked, from: "2026-10-22T00:00:00Z" })).total.requests)).toBeGreaterThan(0);
    expect(Number((await ask({ ...asked, group_by: "user", from: "2026-10-21" })).total.requests)).toBeGreaterThan(0);
    await pool().query("DELETE FROM setting WHERE key = 'events_kept_from'");
  });
});

test("a group in which nothing is priced has no cost, rather than $0", async () => {
  await storeEvents([
    fixtureEvent({
      id: "unknown",
      tenant: "unknown",
      time: "2026-11-02T10:00:00Z",
      pricing: "unpriced",
      listCost: null,
      effectiveCost: null,
    }),
  ]);
  const { total } = await ask({ tenant: "unknown", from: "2026-11-01" });
  expect(total).toMatchObject({ effective_cost_usd: null, list_cost_usd: null, requests: 1, unpriced_requests: 1 });
});

test("a range without usage is an empty report", async () => {
  const report = await ask({ from: "2020-01-01", to: "2020-02-01", group_by: "tenant" });
  expect(report.rows).toEqual([]);
  expect(report.total).toMatchObject({ effective_cost_usd: "0", requests: 0, latency_p50_ms: null });
});

test("dates are local days, and the range is rounded outwards to quarter hours", async () => {
  const report = await ask({ from: "2026-11-01", to: "2026-11-02T10:01:00+01:00", timezone: "America/Havana" });
  expect(report.range).toMatchObject({ from: "2026-11-01T04:00:00Z", to: "2026-11-02T09:15:00Z", timezone: "America/Havana" });
  expect(localDate(Date.parse(report.range.from), "America/Havana")).toBe("2026-11-01");
});

describe("a request that cannot be answered is refused, naming the parameter", () => {
  const refused: [string, RawQuery][] = [
    ["tennant", { tennant: "acme" }],
    ["group_by", { group_by: "tenant,colour" }],
    ["timezone", { timezone: "Europe/Atlantis" }],
    ["from", { from: "2026-11-02", to: "2026-11-02" }],
    ["from", { from: "yesterday" }],
    ["to", { to: "2026-11-02T10:00:00" }],
    ["granularity", { granularity: "fortnight" }],
    ["granularity", { from: "2010-01-01", granularity: "hour" }],
    ["limit", { limit: "0" }],
    ["limit", { limit: "10001" }],
    ["top", { top: "many" }],
    ["tenant", { tenant: "a\u0000b" }],
    ["from", { from: ["2026-11-02", "2026-11-01"] }],
  ];
  test.each(refused)("%s: %j", async (parameter, query) => {
    const error = await (async () => ask(query))().catch((thrown: unknown) => thrown);
    expect(isDomainError(error) && error.errors[0]?.pointer).toBe(`/query/${parameter}`);
  });
});
