import fc from "fast-check";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseEvent } from "@/lib/metering/parse-event";
import { beginMove, continueMove } from "@/lib/metering/re-attribution/run";
import { changeDayZone, foldRollups, recordEvents } from "@/lib/metering/service";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { Reach } from "@/lib/platform/reach";
import { ensurePriceBook } from "@/lib/pricing/service";
import { checkAccounting, querySpend } from "@/lib/spend/service";
import { useDatabase } from "@/tests/database";
import { author } from "@/tests/spent-usage";

useDatabase();
beforeAll(async () => {
  await ensurePriceBook();
});
afterAll(() => setClock(null));

const START = Date.parse("2026-10-20T12:00:00Z");
const HOUR = 3_600_000;
const caller = { id: null, name: "test", defaultEnvironment: null, trustsReportedCost: true };

const move = fc.record({
  kind: fc.constant("move" as const),
  filter: fc
    .record({
      tenant: fc.constantFrom(undefined, "acme", "globex", "initech"),
      feature: fc.constantFrom(undefined, "chat", "search"),
      user: fc.constantFrom(undefined, undefined, "u1"),
    })
    .filter((given) => Object.values(given).some((value) => value !== undefined)),
  set: fc
    .record({
      tenant: fc.constantFrom(undefined, "acme", "globex", "initech"),
      feature: fc.constantFrom(undefined, undefined, "chat", "moved"),
    })
    .filter((given) => Object.values(given).some((value) => value !== undefined)),
  backHours: fc.integer({ min: 1, max: 2200 }),
  atOnce: fc.integer({ min: 1, max: 5 }),
});

/** Something that happens to the ledger: a batch, a correction, a move, time passing with a fold, another zone. */
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("batch" as const), events: fc.array(event(), { minLength: 1, maxLength: 12 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("correct" as const), which: fc.nat(1000), event: event() }) },
  { weight: 3, arbitrary: move },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("fold" as const), hours: fc.integer({ min: 1, max: 40 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("zone" as const),
      zone: fc.constantFrom("UTC", "Asia/Kathmandu", "America/Havana", "Australia/Lord_Howe"),
    }),
  },
);

function event() {
  return fc.record({
    tenant: fc.constantFrom("acme", "globex"),
    feature: fc.constantFrom("chat", "search"),
    model: fc.constantFrom("gpt-4o", "o3", "no-such-model"),
    input: fc.nat(100_000),
    output: fc.nat(5000),
    ageHours: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2000 })),
    minute: fc.nat(59),
    status: fc.constantFrom(200, 200, 429, 500),
    user: fc.constantFrom(null, "u1", "u2"),
    latency: fc.option(fc.nat(60_000), { nil: null }),
    cost: fc.constantFrom(null, null, "0.000000000123"),
    cacheHit: fc.boolean(),
  });
}
type Drawn = typeof event extends () => fc.Arbitrary<infer T> ? T : never;

let counter = 0;
let nowAt = START;

function raw(drawn: Drawn): Record<string, unknown> {
  return {
    id: `e${counter++}`,
    tenant: drawn.tenant,
    feature: drawn.feature,
    provider: "openai",
    model: drawn.model,
    usage: { input_tokens: drawn.input, output_tokens: drawn.output },
    timestamp: new Date(nowAt - drawn.ageHours * HOUR - drawn.minute * 60_000).toISOString(),
    status: drawn.status,
    user: drawn.user,
    latency_ms: drawn.latency,
    cost_usd: drawn.cost,
    cache_hit: drawn.cacheHit,
  };
}

async function record(events: Record<string, unknown>[]): Promise<string[]> {
  const context = { receivedMs: nowAt, defaultSource: "test", defaultEnvironment: null, futureMs: 0, pastMs: null };
  const results = await recordEvents(
    events.map((each) => parseEvent(each, context)),
    events,
    caller,
  );
  return results.map((result) => result.status);
}

/** Usage is moved, a few events in each transaction. */
async function relocate({
  filter,
  set,
  backHours,
  atOnce,
}: typeof move extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
  const id = uuidv7();
  const given = (names: Record<string, string | undefined>) =>
    Object.fromEntries(Object.entries(names).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  const range = { from: new Date(nowAt - backHours * HOUR).toISOString(), to: new Date(nowAt + HOUR).toISOString() };
  const record = { id, created_at: new Date(nowAt), created_by: "test", reason: "drawn", reach: null };
  let over = await beginMove({ ...record, filter: { ...given(filter), ...range }, moved_to: given(set) }, author, atOnce);
  while (!over) over = await continueMove(id, author, atOnce);
}

test("whatever happens, in whatever order, rollups say to the last digit what the events say", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      await pool().query(
        "TRUNCATE usage_event, event_identity, rollup_minute, rollup_quarter, rollup_hour, rollup_day, rollup_month, rollup_label_quarter, rollup_label_day, rollup_label_month, rollup_value_day, rollup_value_month, touched_scope",
      );
      nowAt = START;
      setClock(new Date(nowAt));
      await pool().query("UPDATE rollup_state SET folded_until = $1, day_timezone = 'UTC'", [new Date(nowAt - 2 * HOUR)]);
      const sent: Record<string, unknown>[] = [];
      for (const each of steps) {
        if (each.kind === "batch") {
          const events = each.events.map(raw);
          sent.push(...events);
          // One of them twice, as a sender that lost the answer would.
          await record([...events, ...events.slice(0, 1)]);
        } else if (each.kind === "correct" && sent.length > 0) {
          const original = sent[each.which % sent.length];
          await record([{ ...raw(each.event), tenant: original?.tenant, corrects: original?.id }]);
        } else if (each.kind === "move") await relocate(each);
        else if (each.kind === "fold") {
          nowAt += each.hours * HOUR;
          setClock(new Date(nowAt));
          await foldRollups();
        } else if (each.kind === "zone") await changeDayZone(each.zone);
      }
      const report = await checkAccounting({});
      expect(report.differences).toEqual([]);
      expect(report.ok).toBe(true);
      expect(report.events.requests).toBe(new Set(sent.map((each) => each.id)).size);
      // Wherever it is counted by now, what is sent again is known.
      if (sent.length > 0) expect(new Set(await record(sent))).toEqual(new Set(["duplicate"]));
      const wide = { from: "2026-07-01T00:00:00Z", to: "2026-12-31T00:00:00Z", granularity: "none", limit: "10000" };
      for (const grouping of ["tenant,model", "feature", "user", "tenant,feature,environment,provider,model,key"]) {
        const { total } = await querySpend({ ...wide, group_by: grouping }, Reach.everywhere);
        expect([total.requests, total.input_tokens]).toEqual([report.events.requests, report.events.input_tokens]);
        if (total.effective_cost_usd !== null) expect(total.effective_cost_usd).toBe(report.events.effective_cost_usd);
      }
    }),
    { numRuns: Number(process.env.COSTWARDEN_TEST_LEDGERS ?? 12) },
  );
}, 240_000);
