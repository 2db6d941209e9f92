import { afterAll, beforeAll, expect, test } from "vitest";
import { setClock } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { loadOrganisation } from "@/lib/platform/organisation";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/platform/time";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { record } from "@/tests/spent-usage";
import { callsOf, history } from "../evaluation/traffic-fixture";
import { startRules } from "../rules/service";
import { type Closing, closeHours, learnHistory } from "./close-hours";
import { excludeEpisodes } from "./exclude";
import { noteLate, recountLate } from "./late-usage";
import { KnownProfile } from "./outlooks";
import { readProfiles } from "./queries/read-subjects";

useDatabase();

const NOW = Date.parse("2026-11-18T00:00:00Z");
const acme = { tenant: "acme", subject: "tenant=acme" };

beforeAll(async () => {
  await ensurePriceBook();
  await loadOrganisation();
  await startRules();
  await history(10, NOW, (hourMs) => [
    { tenant: "acme", count: new Date(hourMs).getUTCHours() === 3 ? 60 : 20, usd: 0.01 },
    { tenant: "other", feature: "search", count: 5 },
  ]);
});
afterAll(() => setClock(null));

async function expected(hourMs: number): Promise<number> {
  const [stored] = await readProfiles(pool(), [acme]);
  return stored ? (new KnownProfile(stored).bandOfHour("requests", hourMs)?.expected ?? 0) : 0;
}

async function close(hourMs: number, calls: number): Promise<Closing[]> {
  if (calls > 0) await record(callsOf({ tenant: "acme", count: calls, usd: 0.01 }, hourMs + MINUTE_MS));
  setClock(new Date(hourMs + HOUR_MS + MINUTE_MS));
  const closings: Closing[] = [];
  await closeHours(async (closing) => {
    closings.push(closing);
  });
  return closings;
}

test("history becomes hours of each subject and day, and what is expected of the next hours", async () => {
  const { rows } = await pool().query<{ requests: number[]; tokens: number[] }>(
    "SELECT requests, tokens FROM baseline_day WHERE subject = 'tenant=acme' AND day = '2026-11-17'",
  );
  expect(rows[0]?.requests).toEqual(Array.from({ length: 24 }, (_, hour) => (hour === 3 ? 60 : 20)));
  expect(rows[0]?.tokens[0]).toBe(20 * 150);
  const [stored] = await readProfiles(pool(), [acme]);
  expect(stored).toMatchObject({ median: 3000, activeHours: 240 });
  expect(await expected(NOW)).toBeCloseTo(20, 0);
});

test("a closed hour touches only the subjects that did something in it, by one of many instances, once", async () => {
  const before = await pool().query("SELECT subject, outlook_until FROM baseline_subject WHERE tenant = 'other'");
  await record(callsOf({ tenant: "acme", count: 20, usd: 0.01 }, NOW + MINUTE_MS));
  setClock(new Date(NOW + HOUR_MS + MINUTE_MS));
  const closings: Closing[] = [];
  await Promise.all(
    [1, 2, 3].map(() =>
      closeHours(async (closing) => {
        closings.push(closing);
      }),
    ),
  );
  expect(closings).toHaveLength(1);
  expect(closings[0]?.learned.map(({ subject }) => subject)).toContain("tenant=acme|feature=chat");
  const after = await pool().query("SELECT subject, outlook_until FROM baseline_subject WHERE tenant = 'other'");
  expect(after.rows).toEqual(before.rows);
});

test("the season is expected in its hour, hour after hour, as one pass over the history would", async () => {
  for (const hour of [1, 2]) await close(NOW + hour * HOUR_MS, 20);
  expect(await expected(NOW + 3 * HOUR_MS)).toBeGreaterThan(40);
  await close(NOW + 3 * HOUR_MS, 60);
  await close(NOW + 4 * HOUR_MS, 20);
  const incremental = await expected(NOW + 6 * HOUR_MS);
  // From nothing but the hours.
  await pool().query("UPDATE baseline_subject SET states = NULL, observed_until = since, outlook_until = since");
  while (await learnHistory(10)) {}
  expect(await expected(NOW + 6 * HOUR_MS)).toBeCloseTo(incremental, 4);
});

test("usage that comes days late is counted, and the detectors of whom it changed learn again", async () => {
  const lateMs = NOW - 3 * DAY_MS + 5 * HOUR_MS;
  await record(callsOf({ tenant: "acme", count: 500, usd: 0.01 }, lateMs));
  noteLate({ firstMs: lateMs, lastMs: lateMs + MINUTE_MS });
  expect(await recountLate()).toBe(false);
  setClock(new Date(NOW + 5 * HOUR_MS + 2 * MINUTE_MS));
  expect(await recountLate()).toBe(true);
  const { rows } = await pool().query<{ requests: number[] }>(
    "SELECT requests FROM baseline_day WHERE subject = 'tenant=acme' AND day = '2026-11-15'",
  );
  expect(rows[0]?.requests[5]).toBe(520);
  const reset = await pool().query("SELECT subject FROM baseline_subject WHERE states IS NULL AND tenant = 'other'");
  expect(reset.rows).toEqual([]);
  while (await learnHistory(10)) {}
});

test("hours that were meant to be teach nothing", async () => {
  const usual = await expected(NOW + 6 * HOUR_MS);
  for (const hour of [5, 6, 7, 8]) await close(NOW + hour * HOUR_MS, 900);
  const learned = await expected(NOW + 9 * HOUR_MS);
  expect(learned).toBeGreaterThan(1.1 * usual);
  await inTransaction((client) =>
    excludeEpisodes(client, [
      {
        subjectKey: "tenant=acme",
        scope: { tenant: "acme" },
        began: new Date(NOW + 5 * HOUR_MS),
        until: new Date(NOW + 8 * HOUR_MS + MINUTE_MS),
      },
    ]),
  );
  while (await learnHistory(10)) {}
  expect(await expected(NOW + 9 * HOUR_MS)).toBeLessThan(1.05 * usual);
});
