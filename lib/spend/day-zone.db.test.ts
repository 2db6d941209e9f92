import { expect, test } from "vitest";
import { changeDayZone } from "@/lib/metering/service";
import { setClock } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/database";
import { useDatabase } from "@/tests/database";
import { querySpend } from "./query-spend";
import { fixtureEvent, placeBorder, storeEvents } from "./usage-fixture";

useDatabase();

const NOW = Date.parse("2026-11-20T12:00:00Z");
const question = {
  fromMs: NOW - 40 * 86_400_000,
  toMs: NOW,
  zone: "UTC",
  weekStartsOn: 1,
  granularity: "none",
  groupings: [],
  filters: [],
  limit: 10,
  top: null,
} as const;

test("a report asked for while the days move to another zone is as right as any", async () => {
  setClock(new Date(NOW).toISOString());
  await placeBorder("2026-11-20T10:00:00Z", "UTC");
  const time = (at: number) => new Date(NOW - 3 * 3_600_000 - at * 3_000_000).toISOString();
  await storeEvents(Array.from({ length: 1000 }, (_, at) => fixtureEvent({ id: `e${at}`, time: time(at) })));
  const asked = { ...question, groupings: [], filters: [] };
  for (const zone of ["Asia/Kathmandu", "America/Havana", "UTC"]) {
    const changing = changeDayZone(zone);
    const totals = await Promise.all(Array.from({ length: 6 }, async () => (await querySpend(asked, [])).total.requests));
    await changing;
    expect(totals).toEqual(Array(6).fill(1000));
  }
});

test("a snapshot taken before the move still sees the days as they were", async () => {
  const read = (await inTransaction(async (client) => {
    const count = async () => (await client.query<{ n: string }>("SELECT count(*)::text AS n FROM rollup_day")).rows[0]?.n;
    await client.query("SELECT 1 FROM rollup_state");
    await changeDayZone("Asia/Kathmandu");
    return count();
  }, "repeatable read")) as string;
  expect(Number(read)).toBeGreaterThan(0);
});
