import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { pool } from "@/lib/platform/database";
import { useDatabase } from "@/tests/database";
import { type Receiver, startReceiver } from "@/tests/receiver";
import { until } from "@/tests/server-process";
import { author } from "@/tests/spent-usage";
import { aChannel, aWebhook, channelState, deliveriesOf, queueKeys } from "../fixture";
import { changeChannel, retryDelivery } from "../service";
import { startDeliveries } from "./start";

process.env.COSTWARDEN_DELIVERY_RETRY_MS = "60000";
useDatabase();
let stop: () => Promise<void>;
const receivers: Receiver[] = [];

beforeAll(async () => {
  stop = await startDeliveries();
});
afterAll(() => stop());
afterEach(async () => {
  await pool().query("UPDATE channel SET enabled = false");
  await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
});

async function receive(...args: Parameters<typeof startReceiver>): Promise<Receiver> {
  const receiver = await startReceiver(...args);
  receivers.push(receiver);
  return receiver;
}

const titles = (receiver: Receiver) => receiver.received.map(({ body }) => JSON.parse(body).data.title as string).sort();
const attempted = (channel: string, count = 1) =>
  until(async () => (await deliveriesOf(channel)).filter(({ attempts }) => attempts > 0).length >= count);

/** As after hours of failing: what arrives then was not just tried again. */
const waitLong = (channel: string) =>
  pool().query("UPDATE delivery SET next_attempt_at = now() + interval '1 hour' WHERE channel_id = $1", [channel]);

test("a channel that asked to be left alone for an hour hands what waits to its stand-in, each once", async () => {
  const spare = await receive();
  const spareChannel = await aWebhook(spare.url);
  const receiver = await receive(() => (response) => response.writeHead(429, { "retry-after": "3600" }).end());
  const channel = await aWebhook(receiver.url, { fallback: spareChannel });
  await queueKeys(channel, ["one"]);
  await attempted(channel);
  await queueKeys(channel, ["two", "three"]);
  await until(() => spare.received.length >= 3);
  expect(titles(spare)).toEqual(["one", "three", "two"]);
  expect(receiver.received).toHaveLength(1);
  expect((await deliveriesOf(channel)).map(({ state }) => state)).toEqual(["pending", "pending", "pending"]);
});

test("what waits behind a receiver that never answers goes to the stand-in before its own attempt", async () => {
  const spare = await receive();
  const spareChannel = await aWebhook(spare.url);
  const dead = await receive(() => () => {});
  const channel = await aChannel("slack", { url: dead.url }, { fallback: spareChannel });
  await pool().query("UPDATE channel SET failures = 2, failing_since = now() - interval '1 minute' WHERE id = $1", [channel]);
  await queueKeys(channel, ["one", "two", "three", "four"]);
  await until(() => spare.received.length >= 4);
  expect(titles(spare)).toEqual(["four", "one", "three", "two"]);
  expect((await deliveriesOf(channel)).filter(({ attempts }) => attempts === 0).length).toBeGreaterThanOrEqual(2);
});

test("what waits for a channel goes out as soon as its address is mended", async () => {
  const broken = await receive(() => 500);
  const channel = await aWebhook(broken.url);
  await queueKeys(channel, ["one", "two"]);
  await attempted(channel, 2);
  await waitLong(channel);
  const receiver = await receive();
  await changeChannel(channel, { config: { url: receiver.url } }, author);
  await until(() => receiver.received.length === 2);
  expect(titles(receiver)).toEqual(["one", "two"]);
});

test("once a channel that failed for long takes a message, it gets those that wait", async () => {
  let works = false;
  const receiver = await receive(() => (works ? 200 : 500));
  const channel = await aWebhook(receiver.url);
  await queueKeys(channel, ["one", "two"]);
  await attempted(channel, 2);
  await waitLong(channel);
  await pool().query("UPDATE channel SET failing_since = now() - interval '1 hour' WHERE id = $1", [channel]);
  works = true;
  await queueKeys(channel, ["three"]);
  await until(async () => (await deliveriesOf(channel)).every(({ state }) => state === "delivered"));
  expect(await channelState(channel)).toMatchObject({ failures: 0, failing_since: null });
});

test("sent again by hand, a message goes out although its receiver had asked for an hour of silence", async () => {
  const receiver = await receive((_, index) =>
    index === 0 ? (response) => response.writeHead(503, { "retry-after": "3600" }).end() : 200,
  );
  const channel = await aWebhook(receiver.url);
  await queueKeys(channel, ["one"]);
  await attempted(channel);
  const [delivery] = await deliveriesOf(channel);
  await retryDelivery(delivery?.id ?? "", author);
  await until(async () => (await deliveriesOf(channel))[0]?.state === "delivered");
  expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
});
