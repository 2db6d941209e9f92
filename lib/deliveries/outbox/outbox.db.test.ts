import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { pool } from "@/lib/platform/database";
import { useDatabase } from "@/tests/database";
import { type Receiver, startReceiver } from "@/tests/receiver";
import { until } from "@/tests/server-process";
import { aChannel, aWebhook, channelState, deliveriesOf, queueKeys, SIGNING_SECRET } from "../fixture";
import { startDeliveries } from "./start";

process.env.COSTWARDEN_DELIVERY_RETRY_MS = "20";
useDatabase();
let stop: () => Promise<void>;
const receivers: Receiver[] = [];

beforeAll(async () => {
  stop = await startDeliveries();
});
afterAll(() => stop());
afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
});

async function receive(...args: Parameters<typeof startReceiver>): Promise<Receiver> {
  const receiver = await startReceiver(...args);
  receivers.push(receiver);
  return receiver;
}

const settled = (channelId: string) =>
  until(async () => (await deliveriesOf(channelId)).every(({ state }) => state !== "pending"), 30_000);
const attemptsOf = async (id: string) =>
  (await pool().query("SELECT * FROM delivery_attempt WHERE delivery_id = $1 ORDER BY number", [id])).rows;

test("a committed message is sent at once, signed as Standard Webhooks asks", async () => {
  const receiver = await receive();
  const channel = await aWebhook(`${receiver.url}/hook`);
  await queueKeys(channel, ["warm"]);
  await settled(channel);
  const began = Date.now();
  await queueKeys(channel, ["one"]);
  await until(() => receiver.received.length === 2);
  // Woken by its job: without it, only the look every five seconds would find it.
  expect((receiver.received[1]?.at ?? 0) - began).toBeLessThan(4500);
  const got = receiver.received[1];
  expect(new Webhook(SIGNING_SECRET).verify(got?.body ?? "", got?.headers as Record<string, string>)).toMatchObject({
    type: "alert.trigger",
    data: { title: "one", details: { usd_per_hour: "12.5" } },
  });
  await settled(channel);
  const [, delivery] = await deliveriesOf(channel);
  expect(delivery).toMatchObject({ state: "delivered", attempts: 1, last_status: 200 });
  expect(await attemptsOf(delivery?.id ?? "")).toMatchObject([{ number: 1, outcome: "ok", status: 200, answer: "ok" }]);
});

test("a receiver that fails, breaks off, and answers nonsense gets it in the end, each time under the same id; every attempt is noted", async () => {
  const answers = [
    500,
    (response: import("node:http").ServerResponse) => response.destroy(),
    (response: import("node:http").ServerResponse) => response.socket?.end("\0\x01 this is not HTTP\r\n\r\n"),
    302,
    404,
    200,
  ];
  const receiver = await receive((_, index) => answers[index] ?? 200);
  const channel = await aWebhook(`${receiver.url}/hook/very-long-secret-token`);
  await queueKeys(channel, ["one"]);
  await settled(channel);
  expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  const [delivery] = await deliveriesOf(channel);
  expect(delivery).toMatchObject({ state: "delivered", attempts: 6 });
  const attempts = await attemptsOf(delivery?.id ?? "");
  expect(attempts.map(({ outcome, status }) => [outcome, status])).toEqual([
    ["retry", 500],
    ["retry", null],
    ["retry", null],
    ["retry", 302],
    ["retry", 404],
    ["ok", 200],
  ]);
  expect(attempts[1]?.error).toContain("broke off");
  expect(attempts[2]?.error).toContain("not HTTP");
  expect(await channelState(channel)).toMatchObject({ failures: 0, failing_since: null, enabled: true });
});

test("the first 2 kB of an answer are kept, without the channel's secrets", async () => {
  const receiver = await receive((received) => (response) => {
    response.writeHead(200).end(`you called ${received.path} with ${SIGNING_SECRET} ${"x".repeat(100_000)}`);
  });
  const channel = await aWebhook(`${receiver.url}/hook/very-long-secret-token`);
  await queueKeys(channel, ["one"]);
  await settled(channel);
  const [delivery] = await deliveriesOf(channel);
  const [attempt] = await attemptsOf(delivery?.id ?? "");
  expect(attempt?.answer.length).toBeLessThanOrEqual(2048);
  expect(attempt?.answer).toMatch(/^you called \*\*\* with \*\*\* xxx/);
});

test("Retry-After holds the whole channel back for so long", async () => {
  const receiver = await receive((_, index) =>
    index === 0 ? (response) => response.writeHead(429, { "retry-after": "2" }).end("slow down") : 200,
  );
  const channel = await aWebhook(receiver.url);
  await queueKeys(channel, ["one"]);
  await until(async () => ((await deliveriesOf(channel))[0]?.attempts ?? 0) === 1);
  await queueKeys(channel, ["two"]);
  await settled(channel);
  const times = receiver.received.map(({ at }) => at);
  expect(times).toHaveLength(3);
  for (const later of times.slice(1)) expect(later - (times[0] ?? 0)).toBeGreaterThanOrEqual(1900);
});

test("410 switches the channel off and says so; what waits is failed there and falls back, naming the channel", async () => {
  const spare = await receive();
  const spareChannel = await aWebhook(spare.url);
  const receiver = await receive(() => 410);
  const channel = await aWebhook(receiver.url, { fallback: spareChannel });
  await queueKeys(channel, ["one", "two", "three"], { dedupKey: "same incident" });
  await settled(channel);
  expect(receiver.received).toHaveLength(1);
  expect(await channelState(channel)).toMatchObject({
    enabled: false,
    off_by: "deliveries",
    off_reason: expect.stringContaining("410"),
  });
  await until(() => spare.received.length === 3);
  const bodies = spare.received.map(({ body }) => JSON.parse(body).data);
  expect(bodies.map(({ title }) => title)).toEqual(["one", "two", "three"]);
  expect(bodies.every(({ failed_channel }) => failed_channel === `channel ${channel}`)).toBe(true);
  const { rows } = await pool().query("SELECT * FROM audit_log WHERE subject = $1", [`channel:${channel}`]);
  expect(rows).toMatchObject([{ action: "channel.switch_off", actor_kind: "system" }]);

  await queueKeys(channel, ["four"]);
  await until(() => spare.received.length === 4);
  expect(receiver.received).toHaveLength(1);
});

test("a channel that goes on failing hands each message to its stand-in once, and delivers it too when it works again", async () => {
  const spare = await receive();
  const spareChannel = await aWebhook(spare.url);
  const receiver = await receive((_, index) => (index < 5 ? 503 : 200));
  const channel = await aWebhook(receiver.url, { fallback: spareChannel });
  await queueKeys(channel, ["one"]);
  await settled(channel);
  await until(() => spare.received.length > 0);
  await settled(spareChannel);
  expect(spare.received).toHaveLength(1);
  expect(receiver.received).toHaveLength(6);
});

test("two channels that stand in for each other do not play ball", async () => {
  const receiver = await receive(() => 410);
  const first = await aWebhook(receiver.url);
  const second = await aWebhook(receiver.url, { fallback: first });
  await pool().query("UPDATE channel SET fallback_channel_id = $2 WHERE id = $1", [first, second]);
  await queueKeys(first, ["one"]);
  await settled(first);
  await until(async () => (await deliveriesOf(second)).length === 1);
  await settled(second);
  expect(await deliveriesOf(first)).toHaveLength(1);
  expect(await deliveriesOf(second)).toMatchObject([{ state: "failed" }]);
});

test("messages about one incident keep their order while the first is tried again; others pass it", async () => {
  let failures = 3;
  const receiver = await receive(({ body }) => (body.includes('"title":"trigger"') && failures-- > 0 ? 500 : 200));
  const channel = await aWebhook(receiver.url);
  await queueKeys(channel, ["trigger", "acknowledge", "resolve"], { dedupKey: "incident" });
  await queueKeys(channel, ["elsewhere"], { dedupKey: "another" });
  await settled(channel);
  const titles = receiver.received.map(({ body }) => JSON.parse(body).data.title as string);
  expect(titles.filter((title) => title !== "trigger" && title !== "elsewhere")).toEqual(["acknowledge", "resolve"]);
  expect(titles.lastIndexOf("trigger")).toBeLessThan(titles.indexOf("acknowledge"));
  expect(titles.indexOf("elsewhere")).toBeLessThan(titles.lastIndexOf("trigger"));
});

test("Slack gets one message a second, whatever waits", async () => {
  const receiver = await receive();
  const channel = await aChannel("slack", { url: receiver.url });
  await queueKeys(channel, ["a", "b", "c", "d"]);
  await settled(channel);
  const times = receiver.received.map(({ at }) => at);
  expect(times).toHaveLength(4);
  for (let at = 1; at < times.length; at++) expect((times[at] ?? 0) - (times[at - 1] ?? 0)).toBeGreaterThanOrEqual(1000);
});

test("a receiver that never answers is given up after its time, and does not hold up other channels", {
  timeout: 60_000,
}, async () => {
  const dead = await receive(() => () => {});
  const deadChannel = await aWebhook(dead.url);
  const receiver = await receive();
  const channel = await aWebhook(receiver.url);
  await queueKeys(deadChannel, ["a", "b", "c"]);
  await queueKeys(channel, ["one"]);
  await settled(channel);
  await until(async () => (await deliveriesOf(deadChannel)).some(({ attempts }) => attempts > 0), 30_000);
  const [late] = (await deliveriesOf(deadChannel)).filter(({ attempts }) => attempts > 0);
  expect(late?.last_error).toContain("did not answer within 15 s");
  await pool().query("UPDATE channel SET enabled = false WHERE id = $1", [deadChannel]);
});

test("every connection to the database cut in the middle, twice: each message arrives", { timeout: 60_000 }, async () => {
  const cut = () =>
    pool().query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
  const receiver = await receive(() => (response) => setTimeout(() => response.writeHead(200).end(), 50));
  const channel = await aWebhook(receiver.url);
  const keys = Array.from({ length: 60 }, (_, at) => `message ${at}`);
  await queueKeys(channel, keys);
  for (const count of [10, 30]) {
    await until(() => receiver.received.length >= count);
    await cut();
  }
  await until(
    async () => (await deliveriesOf(channel).catch(() => null))?.every(({ state }) => state === "delivered") ?? false,
    50_000,
  );
  const ids = new Map(receiver.received.map(({ headers, body }) => [headers["webhook-id"], JSON.parse(body).data.title]));
  expect(new Set(ids.values())).toEqual(new Set(keys));
  expect(ids.size).toBe(keys.length);
});

test("private addresses are refused where no admin allowed them, also when a name leads there", async () => {
  const receiver = await receive();
  const literal = await aWebhook(receiver.url, { allowPrivate: false });
  const named = await aWebhook(receiver.url.replace("127.0.0.1", "localhost"), { allowPrivate: false });
  await queueKeys(literal, ["one"]);
  await queueKeys(named, ["one"]);
  await settled(literal);
  await settled(named);
  for (const channel of [literal, named]) {
    expect(await deliveriesOf(channel)).toMatchObject([
      { state: "failed", last_error: expect.stringContaining("private address") },
    ]);
  }
  expect(receiver.received).toEqual([]);
});
