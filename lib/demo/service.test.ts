import { expect, test } from "vitest";
import { parseEvent } from "@/lib/metering/parse-event";
import { Random } from "./random";
import { drawTokens, REAL_SIZES } from "./request-sizes";
import { DAY_MS } from "./rhythm";
import { type DemoPlan, demoDays, demoManifest } from "./service";

const END = Date.parse("2026-11-20T00:00:00Z");
const NOW = END + 9.5 * 3_600_000;
const plan = (days: number, seed = 1): DemoPlan => ({ seed, days, endDayMs: END });

interface Sent {
  id: string;
  timestamp: string;
  tenant: string;
  feature?: string;
  environment: string;
  provider: string;
  model: string;
  status: number;
  attempt: number;
  correlation_id?: string;
  max_output_tokens?: number;
  key?: { fingerprint: string };
  usage?: Record<string, number>;
}

const eventsOf = (days: number, seed = 1, until = NOW) => [...demoDays(plan(days, seed), until)].flat() as unknown as Sent[];
const whole = eventsOf(90);
const within = (id: string) => {
  const placed = demoManifest(plan(90)).find((each) => each.id === id);
  if (!placed) throw new Error(`no ${id}`);
  return whole.filter((event) => {
    const at = Date.parse(event.timestamp);
    return (
      at >= placed.fromMs &&
      at < placed.toMs &&
      (!placed.tenant || event.tenant === placed.tenant) &&
      (!placed.feature || event.feature === placed.feature)
    );
  });
};
const share = (events: readonly Sent[], test: (event: Sent) => boolean) => events.filter(test).length / events.length;

test("the same seed gives the same events, another seed others", () => {
  expect(eventsOf(3)).toEqual(eventsOf(3));
  expect(eventsOf(3, 2)).not.toEqual(eventsOf(3));
});

test("a later run gives what an earlier one gave and goes on from there", () => {
  const earlier = eventsOf(2, 1, END);
  const later = eventsOf(2, 1, END + 2 * DAY_MS);
  expect(later.slice(0, earlier.length)).toEqual(earlier);
  expect(later.length).toBeGreaterThan(earlier.length + 500);
  expect(new Set(later.map((event) => event.id)).size).toBe(later.length);
  const rest = [...demoDays(plan(2), END + 2 * DAY_MS, END + 5)].flat() as unknown as Sent[];
  expect(rest).toEqual(later.filter((event) => Date.parse(event.timestamp) >= END));
});

test("ends now, in order, with the cast that was promised", () => {
  const times = whole.map((event) => event.timestamp);
  expect(times).toEqual([...times].sort());
  expect(Date.parse(times.at(-1) ?? "")).toBeGreaterThan(NOW - 3_600_000);
  expect(Date.parse(times.at(-1) ?? "")).toBeLessThanOrEqual(NOW);
  const distinct = (pick: (event: Sent) => string | undefined) => new Set(whole.map(pick).filter(Boolean)).size;
  expect(distinct((event) => event.tenant)).toBe(40);
  expect(distinct((event) => event.feature)).toBe(8);
  expect(distinct((event) => event.environment)).toBe(3);
  expect(distinct((event) => event.key?.fingerprint)).toBe(12);
  const used = new Map<string, number>();
  for (const { model } of whole) used.set(model, (used.get(model) ?? 0) + 1);
  expect([...used].filter(([, count]) => count > 5000)).toHaveLength(6);
});

test("every event is one that the door takes", () => {
  const context = { receivedMs: NOW, defaultSource: "x", defaultEnvironment: null, futureMs: 0, pastMs: 91 * DAY_MS };
  const refused = whole.filter((_, index) => index % 7 === 0).map((event) => parseEvent(event, context));
  expect(refused.filter((outcome) => !outcome.ok)).toEqual([]);
  expect(refused.filter((outcome) => outcome.ok && outcome.event.warnings.length > 0)).toEqual([]);
});

test("every incident lies within the 90 days, whichever weekday the demo is made on", () => {
  for (let shift = 0; shift < 7; shift++) {
    const placed = demoManifest({ seed: 1, days: 90, endDayMs: END + shift * DAY_MS });
    expect(placed.map(({ id }) => id).sort()).toEqual([
      "I1",
      "I10",
      "I11",
      "I12",
      "I13",
      "I2",
      "I3",
      "I4",
      "I5",
      "I6",
      "I7",
      "I8",
      "I9",
      "Q1",
      "Q2",
      "Q3",
    ]);
    for (const { toMs } of placed) expect(toMs).toBeLessThanOrEqual(END + shift * DAY_MS);
    expect(placed.every(({ fromMs, toMs }) => fromMs < toMs)).toBe(true);
  }
});

test("the incidents look as they were reported", () => {
  expect(share(within("I1"), (event) => event.status === 429)).toBeGreaterThan(0.2);
  expect(within("I2").length).toBeGreaterThan(6000);
  expect(
    share(within("I3"), (event) => event.environment === "development" && event.model === "claude-sonnet-4-5"),
  ).toBeGreaterThan(0.9);
  expect(within("I3").filter((event) => event.status === 401).length).toBeGreaterThan(50);
  const dear = within("I4").filter((event) => event.correlation_id === "c-the-dear-conversation");
  const dollars =
    dear.reduce((sum, { usage }) => sum + 30 * (usage?.prompt_tokens ?? 0) + 60 * (usage?.completion_tokens ?? 0), 0) / 1e6;
  expect(dollars).toBeCloseTo(47.83, 1);
  expect(Math.max(...within("I5").map((event) => event.attempt))).toBe(120);
  expect(within("I6").length).toBeGreaterThan(4000);
  expect(within("I9")).toHaveLength(0);
  expect(share(within("I10"), (event) => event.max_output_tokens === undefined)).toBeGreaterThan(0.9);
  expect(Math.max(...within("I11").map((event) => event.attempt))).toBe(6);
  expect(share(within("I12"), (event) => event.status === 429)).toBeCloseTo(0.3, 1);
  const anthropic = within("I13").filter((event) => event.provider === "anthropic");
  expect(share(anthropic, (event) => event.status < 400)).toBeCloseTo(0.67, 1);
  expect(new Set(anthropic.map((event) => event.tenant)).size).toBeGreaterThan(10);
});

test("the launch lifts all tenants, the verbose answers grow", () => {
  const placed = demoManifest(plan(90)).find(({ id }) => id === "I7");
  const count = (fromMs: number) =>
    whole.filter(({ timestamp }) => Date.parse(timestamp) >= fromMs && Date.parse(timestamp) < fromMs + DAY_MS).length;
  expect(count((placed?.fromMs ?? 0) + 4 * 3_600_000)).toBeGreaterThan(3 * count((placed?.fromMs ?? 0) - 5 * DAY_MS));
  const drift = within("I8").map(
    ({ usage }) => usage?.output_tokens ?? usage?.completion_tokens ?? usage?.candidatesTokenCount ?? 0,
  );
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const third = Math.floor(drift.length / 3);
  expect(mean(drift.slice(-third))).toBeGreaterThan(1.7 * mean(drift.slice(0, third)));
});

test("sizes drawn follow the real requests: their means are within a tenth", () => {
  const random = new Random("sizes");
  const mean = (table: readonly number[]) =>
    Array.from({ length: 40_000 }, () => drawTokens(random, table)).reduce((sum, value) => sum + value, 0) / 40_000;
  expect(mean(REAL_SIZES.conversation.input) / 1154.7).toBeCloseTo(1, 1);
  expect(mean(REAL_SIZES.conversation.output) / 211.1).toBeCloseTo(1, 1);
  expect(mean(REAL_SIZES.code.input) / 2047.8).toBeCloseTo(1, 1);
});
