import { beforeAll, describe, expect, test } from "vitest";
import { setClock } from "@/lib/platform/clock";
import { Reach } from "@/lib/platform/reach";
import { useDatabase } from "@/tests/database";
import { fixtureEvent, placeBorder, storeEvents } from "../usage-fixture";
import { liveQuery } from "./contract";
import { readLive } from "./service";

useDatabase();

const NOW = "2026-11-03T10:20:30.000Z";
const ago = (minutes: number, seconds = 0) => new Date(Date.parse(NOW) - (minutes * 60 + seconds) * 1000).toISOString();
const ask = (query: Record<string, string> = {}, reach = Reach.everywhere) => readLive(liveQuery.parse(query), reach);

beforeAll(async () => {
  setClock(NOW);
  await placeBorder("2026-11-03T09:00:00Z", "UTC");
  await storeEvents([
    // The running minute is 10:20.
    fixtureEvent({ id: "running", time: ago(0, 10), effectiveCost: "4", latencyMs: 900 }),
    fixtureEvent({ id: "recent", time: ago(3), effectiveCost: "2", status: 429, latencyMs: 100 }),
    fixtureEvent({ id: "earlier", time: ago(30), effectiveCost: "8" }),
    // An hour ago: a whole minute within five, and the minute of which half has passed.
    fixtureEvent({ id: "then", time: ago(63), effectiveCost: "3" }),
    fixtureEvent({ id: "then-running", time: ago(60), effectiveCost: "1" }),
    fixtureEvent({ id: "then-later", time: ago(59), effectiveCost: "100" }),
    fixtureEvent({ id: "other", time: ago(2), tenant: "globex", feature: "search", effectiveCost: "1", inputTokens: 5000 }),
    fixtureEvent({ id: "unpriced", time: ago(2), tenant: "initech", pricing: "unpriced", effectiveCost: null, listCost: null }),
    fixtureEvent({ id: "canary", time: ago(2), tenant: "__canary", effectiveCost: "1000" }),
    ...["a", "b", "c", "d"].map((id, index) =>
      fixtureEvent({
        id: `s-${id}`,
        time: ago(1, index),
        tenant: "stormy",
        correlationId: "session-7",
        status: 429,
        effectiveCost: "0.1",
      }),
    ),
    ...["a", "b", "c"].map((id) =>
      fixtureEvent({ id: `q-${id}`, time: ago(1), tenant: "stormy", correlationId: "calm", effectiveCost: "0" }),
    ),
  ]);
  return () => setClock(null);
});

describe("the live answer", () => {
  test("sums the running minute and those before it, and the same stretch an hour ago to the same second", async () => {
    const { rows, totals, window } = await ask();
    expect(window).toEqual({ minutes: 5, from: "2026-11-03T10:15:00Z", compared_from: "2026-11-03T09:15:00Z" });
    const acme = rows.find(({ value }) => value === "acme");
    // Of the dollar in 09:20, half: so much of 10:20 has passed.
    expect(acme?.now).toMatchObject({ effective_cost_usd: "6", requests: 2, rate_limited: 1 });
    expect(acme?.hour_ago).toMatchObject({ effective_cost_usd: "3.5" });
    expect(totals[0]?.now).toMatchObject({ effective_cost_usd: "7.4", requests: 11, rate_limited: 5 });
    // Sixty minutes before the running one: 09:20 is the first of them, whole.
    expect(totals[1]?.now.effective_cost_usd).toBe("116.4");
  });

  test("tells p95 within 5%, and nothing where no latency is known", async () => {
    const { rows } = await ask();
    const p95 = rows.find(({ value }) => value === "acme")?.now.latency_p95_ms ?? 0;
    expect(Math.abs(p95 - 900)).toBeLessThan(45);
  });

  test("orders by what is asked, leaves reserved tenants out, and never shows an unpriced tenant as free", async () => {
    const byTokens = await ask({ order: "tokens" });
    expect(byTokens.rows.map(({ value }) => value)).toEqual(["globex", "stormy", "acme", "initech"]);
    expect(byTokens.rows.at(-1)?.now.effective_cost_usd).toBeNull();
    expect((await ask({ order: "tokens", limit: "1" })).rows.map(({ value }) => value)).toEqual(["globex"]);
    expect((await ask({ by: "feature" })).rows.map(({ value }) => value)).toEqual(["chat", "search"]);
  });

  test("filters totals, rows, minutes and storms alike", async () => {
    const { totals, rows, minutes, storms } = await ask({ tenant: "globex", by: "feature", window: "60" });
    expect(totals.map(({ now }) => now.effective_cost_usd)).toEqual(["1", "1"]);
    expect(rows.map(({ value }) => value)).toEqual(["search"]);
    expect(minutes).toHaveLength(61);
    expect(minutes.filter(({ requests }) => requests === 1).map(({ at }) => at)).toEqual(["2026-11-03T10:18:00Z"]);
    expect(storms.items).toEqual([]);
  });

  test("speaks to limited people of their tenants alone, whatever they ask for", async () => {
    const mine = Reach.of(["globex"]);
    const { totals, rows, storms } = await ask({}, mine);
    expect([totals[0]?.now.requests, rows.map(({ value }) => value), storms.events]).toEqual([1, ["globex"], 1]);
    expect((await ask({ tenant: "acme" }, mine)).totals.map(({ now }) => now.requests)).toEqual([0, 0]);
  });

  test("names correlation ids that are called again and again, and says how much it looked at", async () => {
    const { storms } = await ask();
    expect(storms).toMatchObject({ complete: true, events: 11 });
    expect(storms.items).toEqual([
      expect.objectContaining({
        correlation_id: "session-7",
        tenant: "stormy",
        calls: 4,
        rate_limited: 4,
        effective_cost_usd: "0.4",
      }),
    ]);
  });
});
