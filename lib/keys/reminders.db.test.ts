import { afterAll, beforeAll, expect, test } from "vitest";
import { PATCH as change, GET as readOne } from "@/app/api/v1/keys/[id]/route";
import { PUT as see } from "@/app/api/v1/keys/reminders/[id]/seen/route";
import { GET as reminders } from "@/app/api/v1/keys/reminders/route";
import { POST as register } from "@/app/api/v1/keys/route";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { HOUR_MS } from "@/lib/platform/time";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { answered, digest, tokenHeaders } from "@/tests/key-use";
import { call } from "@/tests/requests";
import type { KeyReminder, ProviderKeyDetail } from "./contract";
import { connectKeys, runReminders } from "./service";

useDatabase();
let headers: Record<string, string> = {};

beforeAll(async () => {
  await ensurePriceBook();
  headers = await tokenHeaders("tests", ["admin"]);
});
afterAll(() => setClock(null));

async function add(name: string, given: Record<string, unknown>): Promise<ProviderKeyDetail> {
  const body = {
    name,
    provider: "openai",
    environment: "production",
    owner: "ada@example.com",
    fingerprint: digest(name),
    ...given,
  };
  return answered(call(register, "/", { method: "POST", headers, body }), 201);
}

const detail = (id: string) => answered<ProviderKeyDetail>(call(readOne, "/", { headers, params: { id } }));
const stepsOf = async (id: string, ...states: string[]) =>
  (await detail(id)).reminders.filter(({ state }) => states.includes(state)).map(({ step }) => step);

/** The process, stopped and started again at odd hours: nothing but the database is carried over. */
async function live(from: string, to: string, pauses: readonly number[]): Promise<void> {
  let turn = 0;
  for (let at = Date.parse(from); at <= Date.parse(to); at += (pauses[turn++ % pauses.length] ?? 1) * HOUR_MS) {
    setClock(new Date(at));
    // Two instances at once.
    await Promise.all([runReminders(), runReminders()]);
  }
}

const LADDERS = [
  {
    // 60 days from 2026-09-01: 2026-10-31, a week after the clock goes back.
    zone: "Europe/Berlin",
    rotated: "2026-09-01",
    days: 60,
    until: "2026-11-24T00:00:00Z",
    sent: [
      [-30, "2026-10-01T07:00:00.000Z"],
      [-14, "2026-10-17T07:00:00.000Z"],
      [-7, "2026-10-24T07:00:00.000Z"],
      [-1, "2026-10-30T08:00:00.000Z"],
      [0, "2026-10-31T08:00:00.000Z"],
      [7, "2026-11-07T08:00:00.000Z"],
      [14, "2026-11-14T08:00:00.000Z"],
      [21, "2026-11-21T08:00:00.000Z"],
    ],
  },
  {
    // 45 days from 2027-02-01: 2027-03-18, four days after the clock goes forward.
    zone: "America/New_York",
    rotated: "2027-02-01",
    days: 45,
    until: "2027-03-28T00:00:00Z",
    sent: [
      [-30, "2027-02-16T14:00:00.000Z"],
      [-14, "2027-03-04T14:00:00.000Z"],
      [-7, "2027-03-11T14:00:00.000Z"],
      [-1, "2027-03-17T13:00:00.000Z"],
      [0, "2027-03-18T13:00:00.000Z"],
      [7, "2027-03-25T13:00:00.000Z"],
    ],
  },
];

test.each(LADDERS)(
  "each step of the ladder goes out once, at 09:00 in $zone, across a change of the clock and restarts",
  async ({ zone, rotated, days, until, sent }) => {
    const gone: [number, string][] = [];
    connectKeys({
      sendReminder: async (_client, { step, due_at }) => {
        gone.push([step, due_at.toISOString()]);
        return "test";
      },
    });
    setClock(`${rotated}T12:00:00Z`);
    await pool().query("UPDATE provider_key SET status = 'retired'");
    await add(`ladder in ${zone}`, { rotation_days: days, last_rotated_at: `${rotated}T12:00:00Z`, timezone: zone });
    await live(`${rotated}T12:30:00Z`, until, [1, 5, 13, 29, 3, 50]);
    connectKeys({ sendReminder: async () => null });
    expect(gone).toEqual(sent);
    const { rows } = await pool().query("SELECT min(sent_at - due_at)::text AS least FROM key_reminder WHERE state = 'sent'");
    expect(String(rows[0]?.least)).not.toContain("-");
  },
);

test("what fell due while nothing ran goes out once at the next start, and missed weeks are not made up", async () => {
  setClock("2027-01-01T00:00:00Z");
  const key = await add("pause", { rotation_days: 10, last_rotated_at: "2027-01-01" });
  expect(await stepsOf(key.id, "planned")).toEqual([-7, -1, 0, 7]);
  setClock("2027-03-03T12:00:00Z");
  await runReminders();
  await runReminders();
  expect(await stepsOf(key.id, "due")).toEqual([-7, -1, 0, 7]);
  expect(await stepsOf(key.id, "planned")).toEqual([56]);
});

test("moving the date cancels what was planned; moving it back plans it again, and nothing that was sent", async () => {
  setClock("2027-04-01T00:00:00Z");
  const key = await add("moved", { rotation_days: 20, last_rotated_at: "2027-04-01" });
  setClock("2027-04-07T10:00:00Z");
  await runReminders();
  expect(await stepsOf(key.id, "due")).toEqual([-14]);
  const move = (rotation_days: number) =>
    answered(call(change, "/", { method: "PATCH", headers, params: { id: key.id }, body: { rotation_days } }));
  const [row] = (await detail(key.id)).reminders.filter(({ state }) => state === "due");
  await answered(call(see, "/", { method: "PUT", headers, params: { id: row?.id ?? "" } }));
  await answered(call(see, "/", { method: "PUT", headers, params: { id: row?.id ?? "" } }));
  await move(100);
  expect(await stepsOf(key.id, "cancelled")).toEqual([-7, -1, 0, 7]);
  expect(await stepsOf(key.id, "planned")).toEqual([-30, -14, -7, -1, 0, 7]);
  await move(20);
  const after = (await detail(key.id)).reminders.filter(({ due_on }) => due_on === "2027-04-21");
  expect(after.map(({ step, state }) => [step, state])).toEqual([
    [-14, "sent"],
    [-7, "planned"],
    [-1, "planned"],
    [0, "planned"],
    [7, "planned"],
  ]);
  const due = await answered<{ reminders: KeyReminder[] }>(call(reminders, "/api/v1/keys/reminders?state=due", { headers }));
  expect(due.reminders.filter(({ key_id }) => key_id === key.id)).toEqual([]);
});

test("another zone moves what is planned to its own 09:00", async () => {
  setClock("2027-05-01T00:00:00Z");
  const key = await add("zone", { rotation_days: 20, last_rotated_at: "2027-05-01", timezone: "UTC" });
  await answered(call(change, "/", { method: "PATCH", headers, params: { id: key.id }, body: { timezone: "Asia/Kathmandu" } }));
  const planned = (await detail(key.id)).reminders.filter(({ state }) => state === "planned");
  expect(planned[0]).toMatchObject({ step: -14, due_at: "2027-05-07T03:15:00Z" });
});
