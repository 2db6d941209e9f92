import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PATCH as change } from "@/app/api/v1/keys/[id]/route";
import { POST as register } from "@/app/api/v1/keys/route";
import { aWebhook } from "@/lib/deliveries/fixture";
import { startDeliveries } from "@/lib/deliveries/service";
import { runReminders } from "@/lib/keys/service";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { dropSingleton } from "@/lib/platform/singleton";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "./database";
import { answered, connectRooms, digest, tokenHeaders } from "./key-use";
import { type Receiver, startReceiver } from "./receiver";
import { call } from "./requests";
import { until } from "./server-process";

useDatabase();
const OWNER = "ada@example.com";
const mails: { to: string; subject: string }[] = [];
let stop: () => Promise<void>;
let receiver: Receiver;
let headers: Record<string, string> = {};

const server = new SMTPServer({
  disabledCommands: ["STARTTLS", "AUTH"],
  onData: (stream, session, done) => {
    let text = "";
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    stream.on("end", () => {
      const subject = /^Subject: (.*)$/m.exec(text)?.[1]?.trim() ?? "";
      for (const { address } of session.envelope.rcptTo) mails.push({ to: address, subject });
      done();
    });
  },
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.env.COSTWARDEN_SMTP_URL = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  process.env.COSTWARDEN_MAIL_FROM = "costwarden@example.com";
  process.env.COSTWARDEN_DELIVERY_RETRY_MS = "20";
  dropSingleton("settings");
  connectRooms();
  await ensurePriceBook();
  headers = await tokenHeaders("tests", ["admin"]);
  receiver = await startReceiver();
  await aWebhook(receiver.url);
  stop = await startDeliveries();
});
afterAll(async () => {
  setClock(null);
  await stop();
  await receiver.close();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

/** All that is due at an instant, by two instances at once, and once more after a restart of what sends. @returns what was received */
async function at(instant: string): Promise<{ mails: string[]; posts: string[] }> {
  const [mailed, posted] = [mails.length, receiver.received.length];
  setClock(instant);
  await Promise.all([runReminders(), runReminders()]);
  await stop();
  stop = await startDeliveries();
  await runReminders();
  await until(async () => (await pool().query("SELECT FROM delivery WHERE state = 'pending'")).rowCount === 0);
  return {
    mails: mails.slice(mailed).map(({ to, subject }) => `${to}: ${subject}`),
    posts: receiver.received.slice(posted).map(({ body }) => (JSON.parse(body) as { data: { title: string } }).data.title),
  };
}

const NOTHING = { mails: [], posts: [] };
const told = (words: string) => ({ mails: [`${OWNER}: ${words}`], posts: [words] });

async function key(name: string, given: Record<string, unknown>): Promise<string> {
  const body = { name, provider: "openai", environment: "production", owner: OWNER, fingerprint: digest(name), ...given };
  return (await answered<{ id: string }>(call(register, "/", { method: "POST", headers, body }), 201)).id;
}

test("a key's owner gets a letter, and the channel a message, at 09:00 of the key's zone, each once, over a change of the clock", async () => {
  setClock("2026-10-10T00:00:00Z");
  // Due 2026-10-31, six days after clocks in Berlin go back.
  await key("Payments", { rotation_days: 21, last_rotated_at: "2026-10-10T00:00:00Z", timezone: "Europe/Berlin" });
  expect(await at("2026-10-17T06:59:59Z")).toEqual(NOTHING);
  expect(await at("2026-10-17T07:00:00Z")).toEqual(told("Payments is to be rotated in 14 days"));
  expect(await at("2026-10-17T07:00:30Z")).toEqual(NOTHING);
  expect(await at("2026-10-24T07:00:00Z")).toEqual(told("Payments is to be rotated in 7 days"));
  expect(await at("2026-10-30T07:59:59Z")).toEqual(NOTHING);
  expect(await at("2026-10-30T08:00:00Z")).toEqual(told("Payments is to be rotated in 1 day"));
  expect(await at("2026-10-31T08:00:00Z")).toEqual(told("Payments is to be rotated today"));
  expect(await at("2026-11-07T07:59:59Z")).toEqual(NOTHING);
  expect(await at("2026-11-07T08:00:00Z")).toEqual(told("Payments was to be rotated 7 days ago"));
  await pool().query("UPDATE provider_key SET status = 'retired'");
});

test("moving the date cancels what was planned: nobody is written to on the old day, once on the new one", async () => {
  setClock("2027-01-01T00:00:00Z");
  const id = await key("Search", { rotation_days: 10, last_rotated_at: "2027-01-01T00:00:00Z", timezone: "Asia/Kathmandu" });
  expect(await at("2027-01-04T03:15:00Z")).toEqual(told("Search is to be rotated in 7 days"));
  const body = { rotation_days: 20 };
  await answered(call(change, "/", { method: "PATCH", headers, params: { id }, body }));
  expect(await at("2027-01-07T03:15:00Z")).toEqual(told("Search is to be rotated in 14 days"));
  // A day before the old date, and on it.
  expect(await at("2027-01-10T12:00:00Z")).toEqual(NOTHING);
  expect(await at("2027-01-11T12:00:00Z")).toEqual(NOTHING);
  expect(await at("2027-01-14T03:14:59Z")).toEqual(NOTHING);
  expect(await at("2027-01-14T03:15:00Z")).toEqual(told("Search is to be rotated in 7 days"));
});
