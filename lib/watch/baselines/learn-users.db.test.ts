import { afterAll, beforeAll, expect, test } from "vitest";
import { changeDayZone, foldRollups } from "@/lib/metering/service";
import { setClock } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { loadOrganisation } from "@/lib/platform/organisation";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/platform/time";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { record } from "@/tests/spent-usage";
import { callsOf, history } from "../evaluation/traffic-fixture";
import { startRules } from "../rules/service";
import { type Closing, closeHours } from "./close-hours";
import { noteLate, recountLate } from "./late-usage";
import { forgetUsers, usersProfiles } from "./learn-users";
import { readUserHours } from "./queries/user-hours";

useDatabase();
const NOW = Date.parse("2026-11-18T00:00:00Z");
const TENANT_USER = "tenant=acme|user=ann";
const ann = {
  name: TENANT_USER,
  stored: { tenant: "acme", subject: TENANT_USER },
  subject: { scope: { tenant: "acme", user: "ann" } },
};
const callsOfAnn = (count: number, atMs: number) => callsOf({ tenant: "acme", count, usd: 0.01, fields: { user: "ann" } }, atMs);

beforeAll(async () => {
  await ensurePriceBook();
  await loadOrganisation();
  await startRules();
  await history(12, NOW, (hourMs) => [
    ...(new Date(hourMs).getUTCDay() % 6 === 0 ? [] : [{ tenant: "acme", count: 3, usd: 0.01, fields: { user: "ann" } }]),
    { tenant: "acme", count: 2, fields: { user: "bob" } },
  ]);
  await foldRollups();
});
afterAll(() => setClock(null));

const stored = async (day: string) =>
  (
    await pool().query<{ requests: number[] }>("SELECT requests FROM baseline_day WHERE subject = $1 AND day = $2", [
      TENANT_USER,
      day,
    ])
  ).rows[0]?.requests;

test("hours of users come from their own rows alone, whole in any zone of days, up to the present", async () => {
  const all = await pool().query(
    `SELECT date_trunc('hour', bucket, 'UTC') AS hour, sum(requests)::float8 AS requests FROM rollup_label_quarter
     WHERE label = 'user' AND value = 'ann' AND bucket >= $1 GROUP BY 1 ORDER BY 1`,
    [new Date(NOW - 9 * DAY_MS)],
  );
  expect(all.rows.length).toBeGreaterThan(100);
  for (const zone of ["Asia/Kathmandu", "America/Havana", "UTC"]) {
    await changeDayZone(zone);
    const read = await readUserHours(pool(), ["ann", "nobody"], new Date(NOW - 9 * DAY_MS), new Date(NOW + HOUR_MS));
    expect(
      read.map(({ hour, requests }) => ({ hour, requests })),
      zone,
    ).toEqual(all.rows);
  }
});

test("a past is laid down when it is first asked for, and goes on with each closed hour", async () => {
  expect(await stored("2026-11-17")).toBeUndefined();
  const profile = (await usersProfiles([ann], NOW + MINUTE_MS)).get(TENANT_USER);
  expect(profile).toMatchObject({ median: 450, activeHours: 8 * 24 });
  expect(profile?.bandOfHour("requests", NOW)?.expected).toBeCloseTo(3, 0);
  expect(await stored("2026-11-17")).toEqual(Array(24).fill(3));
  await record(callsOfAnn(7, NOW + MINUTE_MS));
  setClock(new Date(NOW + HOUR_MS + MINUTE_MS));
  const closings: Closing[] = [];
  await closeHours(async (closing) => {
    closings.push(closing);
  });
  const users = closings[0]?.learned.filter(({ kind }) => kind.includes("user"));
  expect(users).toMatchObject([{ subject: TENANT_USER, requests: 7, names: ["acme", "ann"] }]);
  expect((await stored("2026-11-18"))?.[0]).toBe(7);
  expect((await usersProfiles([ann], NOW + HOUR_MS)).get(TENANT_USER)?.activeHours).toBe(8 * 24 + 1);
});

test("days in which nobody closed hours are made good for users too", async () => {
  setClock(new Date(NOW + 2 * DAY_MS + HOUR_MS));
  await record(callsOfAnn(4, NOW + DAY_MS + 3 * HOUR_MS));
  await closeHours(async () => {});
  expect((await stored("2026-11-19"))?.[3]).toBe(4);
});

test("usage of a user that comes days late is counted, and learned", async () => {
  const lateMs = NOW - 2 * DAY_MS + 5 * HOUR_MS;
  await record(callsOfAnn(400, lateMs));
  noteLate({ firstMs: lateMs, lastMs: lateMs + MINUTE_MS });
  setClock(new Date(NOW + 2 * DAY_MS + HOUR_MS + 3 * MINUTE_MS));
  expect(await recountLate()).toBe(true);
  expect((await stored("2026-11-16"))?.[5]).toBe(403);
  const { rows } = await pool().query("SELECT states IS NULL AS again FROM baseline_subject WHERE subject = $1", [TENANT_USER]);
  expect(rows).toEqual([{ again: true }]);
});

test("who has cost next to nothing for two weeks is forgotten, and known again when asked for", async () => {
  const keeps = (atMs: number) => inTransaction((client) => forgetUsers(client, atMs));
  expect(await keeps(NOW)).toBe(0);
  // The late day cost $4 in one hour, sixteen days ago by then.
  expect(await keeps(NOW + 11 * DAY_MS)).toBe(0);
  expect(await keeps(NOW + 14 * DAY_MS)).toBe(1);
  expect(await stored("2026-11-17")).toBeUndefined();
  expect((await usersProfiles([ann], NOW + 2 * DAY_MS + HOUR_MS)).get(TENANT_USER)?.activeHours).toBe(8 * 24 + 2);
});
