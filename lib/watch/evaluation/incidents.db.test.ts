import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nowMs, setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { loadOrganisation } from "@/lib/platform/organisation";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/platform/time";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { closeHours } from "../baselines/close-hours";
import { loadDeprecations } from "../facts/service";
import { startRules } from "../rules/service";
import { Evaluator } from "./evaluator";
import { tellClosing } from "./tell-closing";
import { alertsOf, type Calls, history, pass } from "./traffic-fixture";

useDatabase();

/** A Wednesday. */
const NOW = Date.parse("2026-11-18T00:00:00Z");
const HISTORY_DAYS = 33;
const TENANTS = Array.from({ length: 16 }, (_, index) => `t${String(index + 1).padStart(2, "0")}`);
const [BATCH, LOOP, KEY, TALK, STUCK, EMOJI, LIMIT, RETRY, BURST] = TENANTS as [
  ...[string, string, string, string, string],
  ...[string, string, string, string],
];

const steady = (count: number): Calls[] => TENANTS.map((tenant) => ({ tenant, count, usd: 0.002 }));
const big = (count: number): Calls => ({ tenant: "big", count, usd: 0.02, input: 3000, output: 500 });
const nightly: Calls = { tenant: "nightly", feature: "batch", count: 300, usd: 0.02, input: 4000, output: 200 };
const cron = (tenant: string): Calls => ({ tenant, feature: "cron", count: 5, usd: 0.001 });

beforeAll(async () => {
  await ensurePriceBook();
  await loadOrganisation();
  await startRules();
  await loadDeprecations();
  await history(HISTORY_DAYS, NOW, (hourMs) => {
    const hour = new Date(hourMs).getUTCHours();
    const calls: Calls[] = hourMs >= NOW - 8 * DAY_MS ? [...steady(24), big(240)] : [];
    if (hour >= 8 && hour < 18) calls.push({ tenant: "nightly", feature: "chat", count: 6 });
    if (hour === 2) calls.push(nightly);
    if (hour === 5) calls.push(cron("cron"), cron("broken"));
    return calls;
  });
});
afterAll(() => setClock(null));

let evaluators = [new Evaluator(), new Evaluator()];
/** What is usual, as one minute of it. */
const usual = (minute: number): Calls[] => [...(minute % 2 === 0 ? steady(1) : []), big(4)];
const rulesOf = async (tenant: string) => new Set((await alertsOf(tenant)).map(({ rule_id }) => rule_id));
/** No alert is there twice while it is open. */
async function expectOnce(): Promise<void> {
  const open = (await alertsOf()).filter(({ state }) => state === "open");
  const names = open.map(({ rule_id, subject_key, threshold }) => `${rule_id} ${subject_key} ${threshold}`);
  expect(names.sort()).toEqual([...new Set(names)].sort());
}
/** Lets hours pass with these calls in each, looked at once an hour. */
async function hours(count: number, of: (hour: number) => Calls[]): Promise<void> {
  for (let hour = 0; hour < count; hour++) {
    // Each time a little later in its hour, so that no sliding hour holds two of them.
    setClock(new Date(Math.floor(nowMs() / HOUR_MS) * HOUR_MS + (25 + 5 * hour) * MINUTE_MS));
    await pass(evaluators, 1, () => of(new Date(nowMs()).getUTCHours()));
    setClock(new Date(Math.floor(nowMs() / HOUR_MS) * HOUR_MS + HOUR_MS + MINUTE_MS / 2));
    if (await closeHours(tellClosing)) for (const evaluator of evaluators) evaluator.followBaselines();
  }
}

describe("quiet", () => {
  test("a big tenant that is steady, a batch of every night and a daily cron say nothing", async () => {
    await hours(2, () => [...steady(24), big(240)]);
    await pass(evaluators, 20, (minute) => [...usual(minute), { ...nightly, count: 15 }]);
    setClock(new Date(NOW + 3 * HOUR_MS));
    await hours(3, (hour) => [...steady(24), big(240), ...(hour === 5 ? [cron("cron")] : [])]);
    expect((await alertsOf()).filter(({ tenants }) => !tenants.includes("broken"))).toEqual([]);
  });

  test("I9: the cron whose run is missing is told as silent, the one that ran is not", async () => {
    const silent = (await alertsOf()).filter(({ rule_id }) => rule_id === "silence");
    expect(silent.map(({ subject_key }) => subject_key)).toContain("tenant=broken|feature=cron");
    expect(silent.every(({ tenants }) => tenants.length === 1 && tenants[0] === "broken")).toBe(true);
    expect(silent[0]?.summary).toContain("is silent: an expected run is missing");
  });
});

describe("a tenant's own", () => {
  beforeAll(async () => {
    setClock(new Date(NOW + 9 * HOUR_MS));
    await closeHours(tellClosing);
    for (const evaluator of evaluators) evaluator.followBaselines();
    await pass(evaluators, 2, usual);
    expect((await alertsOf()).filter(({ tenants }) => !tenants.includes("broken"))).toEqual([]);
    const attempts = (attempt: number) => ({ fields: { attempt, correlation_id: "c-1" } });
    const incidents: Calls[] = [
      { tenant: BATCH, count: 300, usd: 0.005, input: 1155, output: 211, failed: 100, status: 429 },
      { tenant: LOOP, count: 130, usd: 0.02, input: 6200, output: 380 },
      {
        tenant: KEY,
        count: 30,
        usd: 0.04,
        input: 9000,
        output: 900,
        fields: { key: { fingerprint: "ab".repeat(32), last4: "a1B2" } },
      },
      { tenant: TALK, count: 8, usd: 0.4, input: 7000, output: 400, ...attempts(6) },
      { tenant: STUCK, count: 8, failed: 7, status: 429, usd: 0.25, input: 90_000, output: 800, ...attempts(5) },
      { tenant: EMOJI, count: 30, usd: 0.03, input: 3000, output: 40, feature: "emoji" },
      { tenant: LIMIT, count: 12, usd: 0.02, output: 500 },
      { tenant: RETRY, count: 60, failed: 40, status: 429, ...attempts(4) },
      { tenant: BURST, count: 200, failed: 60, status: 429 },
    ];
    // In the middle one instance ends and another begins.
    await pass(evaluators, 3, (minute) => [...usual(minute), ...incidents]);
    evaluators = [evaluators[0] as Evaluator, new Evaluator()];
    await pass(evaluators, 3, (minute) => [...usual(minute), ...incidents]);
    const refused = { fields: { key: { fingerprint: "ab".repeat(32), last4: "a1B2" } }, status: 401 };
    await pass(evaluators, 1, (minute) => [...usual(minute), { tenant: KEY, count: 6, failed: 6, ...refused }]);
  });

  test.each<[incident: string, tenant: string, rules: string[]]>([
    ["I1 batch job without a rate limiter", BATCH, ["tenant-hour", "status-429", "own-baseline"]],
    ["I2 chatbot in an endless loop", LOOP, ["tenant-hour", "own-baseline"]],
    ["I3 leaked key, then revoked", KEY, ["tenant-hour", "auth-burst"]],
    ["I4 one dear conversation", TALK, ["attempts", "own-baseline"]],
    ["I5 one stuck session", STUCK, ["attempts", "tenant-hour"]],
    ["I6 a dear feature", EMOJI, ["own-baseline"]],
    ["I10 output limit not set", LIMIT, ["own-baseline"]],
    ["I11 retries without a breaker", RETRY, ["attempts", "retry-share", "status-429"]],
    ["I12 a burst that is refused", BURST, ["status-429"]],
  ])("%s is told", async (_, tenant, rules) => {
    expect([...(await rulesOf(tenant))]).toEqual(expect.arrayContaining(rules));
  });

  test("each is told once, whatever the number of instances and starts, and of nobody else", async () => {
    await expectOnce();
    const hit = new Set((await alertsOf()).flatMap(({ tenants }) => (tenants.length === 1 ? tenants : [])));
    expect([...hit].sort()).toEqual([BATCH, LOOP, KEY, TALK, STUCK, EMOJI, LIMIT, RETRY, BURST, "broken"].sort());
    const own = (await alertsOf(BATCH)).find(
      ({ rule_id, subject_key }) => rule_id === "tenant-hour" && subject_key === `tenant=${BATCH}`,
    );
    expect(own).toMatchObject({ severity: "critical", state: "open", tenants: [BATCH] });
    expect(own?.summary).toMatch(/^t01 used [\d,]+ tokens in the last hour, [\d.,]+ times the usual/);
    expect(own?.contributors[0]?.name).toBe("t01 · chat · gpt-4o");
  });

  test("what has stopped clears by itself, an hour after it was last beyond", async () => {
    await pass(evaluators, 1, usual);
    setClock(new Date(nowMs() + 3 * HOUR_MS));
    await pass(evaluators, 1, usual);
    const open = (await alertsOf(BURST)).filter(({ state, rule_id }) => state === "open" && rule_id === "status-429");
    expect(open).toEqual([]);
    expect((await pool().query("SELECT FROM watch_episode WHERE rule_id <> 'silence'")).rowCount).toBe(0);
  });
});

describe("everybody's", () => {
  test("I13: a provider's outage is one alert that names the tenants, and none a tenant for its failures", async () => {
    setClock(new Date(NOW + 16 * HOUR_MS));
    await pass(evaluators, 2, usual);
    const before = (await alertsOf()).length;
    await pass(evaluators, 6, () =>
      TENANTS.map((tenant) => ({ tenant, count: 12, usd: 0.0002, input: 10, output: 5, failed: 4, status: 503 })),
    );
    const found = (await alertsOf()).slice(before);
    expect(found.map(({ rule_id, subject_key, threshold }) => `${rule_id} ${subject_key} ${threshold}`)).toEqual([
      "status-5xx provider=openai together",
    ]);
    expect(found[0]).toMatchObject({ severity: "critical" });
    expect(found[0]?.tenants.length).toBeGreaterThanOrEqual(10);
    expect(found[0]?.summary).toMatch(/^openai fails for \d+ tenants at once/);
  });

  test("one tenant's own failures are told of it, though they wait for others that fail with it", async () => {
    setClock(new Date(NOW + 18 * HOUR_MS));
    await pass(evaluators, 2, usual);
    await pass(evaluators, 4, (minute) => [
      ...usual(minute),
      { tenant: "t16", count: 60, usd: 0.0002, input: 10, output: 5, failed: 20, status: 503 },
    ]);
    expect(await rulesOf("t16")).toContain("status-5xx");
    expect((await alertsOf()).filter(({ threshold }) => threshold === "together")).toHaveLength(1);
  });

  test("I7: a launch is one alert of the installation that names the tenants, and none a tenant", async () => {
    setClock(new Date(NOW + 20 * HOUR_MS));
    await pass(evaluators, 2, usual);
    const before = (await alertsOf()).length;
    for (const step of [2, 4, 8, 16])
      await pass(evaluators, 3, () => TENANTS.map((tenant) => ({ tenant, count: 2 * step, usd: 0.002 })));
    const found = (await alertsOf()).slice(before);
    const launch = found.filter(({ subject_key, threshold }) => subject_key === "installation" && threshold === "together");
    expect(launch).toHaveLength(1);
    expect(launch[0]?.tenants.length).toBeGreaterThanOrEqual(10);
    expect(found.filter(({ tenants }) => tenants.length === 1)).toEqual([]);
  });
});
