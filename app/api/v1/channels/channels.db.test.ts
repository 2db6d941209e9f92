import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createToken, createUser, firstRun } from "@/lib/access/service";
import { queueMail, startDeliveries } from "@/lib/deliveries/service";
import { inTransaction, pool } from "@/lib/platform/database";
import type { Scope } from "@/lib/platform/http/operation";
import { useDatabase } from "@/tests/database";
import { type Receiver, startReceiver } from "@/tests/receiver";
import { bearer, call } from "@/tests/requests";
import { until } from "@/tests/server-process";
import { signIn } from "@/tests/sign-in";
import * as retry from "../deliveries/[id]/retry/route";
import * as oneDelivery from "../deliveries/[id]/route";
import * as deliveries from "../deliveries/route";
import * as rotate from "./[id]/rotate-secret/route";
import * as one from "./[id]/route";
import * as trial from "./[id]/test/route";
import * as channels from "./route";

process.env.COSTWARDEN_DELIVERY_RETRY_MS = "20";
useDatabase();
const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
const PATH = "/api/v1/channels";
const ROUTING_KEY = "R0123456789abcdef0123456789abcde";
let writer = "";
let reader = "";
let admin = "";
let viewer = "";
let stop: () => Promise<void>;
const receivers: Receiver[] = [];

beforeAll(async () => {
  await firstRun();
  const common = { default_environment: null, trusts_reported_cost: false, expires_at: null };
  const make = async (name: string, scopes: Scope[]) => (await createToken({ name, scopes, ...common }, actor)).token;
  writer = await make("writer", ["alerts:write"]);
  reader = await make("reader", ["alerts:read"]);
  admin = await make("admin", ["admin"]);
  await createUser({ email: "v@example.com", name: "V", role: "viewer", password: "correct horse battery" }, actor);
  viewer = (await signIn("v@example.com", "correct horse battery")).cookie;
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

const send = (handler: unknown, body: unknown, params = {}, method = "POST", token = writer) =>
  call(handler, PATH, { method, body, headers: bearer(token), params });
const get = async (handler: unknown, params = {}, query = "", token = reader) =>
  (await call(handler, `${PATH}${query}`, { headers: bearer(token), params })).json();
let serial = 0;
const webhookAt = (url: string, more: object = {}) => ({
  name: `webhook ${serial++}`,
  kind: "webhook",
  config: { url },
  allow_private_addresses: true,
  ...more,
});
const made = async (body: unknown) => {
  const answer = await send(channels.POST, body);
  expect(answer.status, await answer.clone().text()).toBe(201);
  return answer.json();
};

test.each([
  ["/config/url", { kind: "slack", config: {} }, "is missing"],
  ["/config/url", { kind: "slack", config: { url: "hooks.slack.com/services/x" } }, "is not a URL"],
  ["/config/url", { kind: "slack", config: { url: "https://slack.com/" } }, "is not an incoming webhook of Slack"],
  ["/config/url", { kind: "webhook", config: { url: "ftp://example.com/" } }, "is not a URL"],
  ["/config/url", { kind: "webhook", config: { url: "https://user:pass@example.com/" } }, "user name or password"],
  ["/config/url", { kind: "webhook", config: { url: "https://10.0.0.1/" } }, "private address 10.0.0.1"],
  ["/config/url", { kind: "webhook", config: { url: "https://localhost/" } }, "private address"],
  [
    "/config/url",
    { kind: "webhook", config: { url: "https://169.254.169.254/" }, allow_private_addresses: true },
    "keeps credentials",
  ],
  ["/config/url", { kind: "webhook", config: { url: "http://1.1.1.1/" } }, "must begin with https://"],
  ["/config/signing_secret", { kind: "webhook", config: { url: "https://1.1.1.1/", signing_secret: "x" } }, "is not whsec_"],
  ["/config/routing_key", { kind: "pagerduty", config: {} }, "is missing"],
  ["/config/routing_key", { kind: "pagerduty", config: { routing_key: "short" } }, "is not an integration key"],
  ["/config/region", { kind: "pagerduty", config: { routing_key: ROUTING_KEY, region: "mars" } }, "is not us or eu"],
  ["/config/to", { kind: "email", config: {} }, "is missing"],
  ["/config/to/0", { kind: "email", config: { to: ["nobody"] } }, "is not an e-mail address"],
  ["/kind", { kind: "pigeon", config: {} }, "is not one of"],
  ["/name", { kind: "email", config: { to: ["a@example.com"] }, name: " " }, "is empty"],
  [
    "/fallback_channel_id",
    { kind: "email", config: { to: ["a@example.com"] }, fallback_channel_id: "0193e000-0000-7000-8000-000000000000" },
    "is no channel",
  ],
])("a channel with a wrong %s is refused in words", async (pointer, body, detail) => {
  const answer = await send(channels.POST, { name: "wrong", ...body });
  expect(answer.status).toBe(400);
  const { errors } = await answer.json();
  expect(errors).toContainEqual({ pointer, detail: expect.stringContaining(detail) });
});

test("secrets are shown once at most, lie encrypted, and are in no answer and no audit entry", async () => {
  const secrets = ["T0001/B0002/slacksecretslack", ROUTING_KEY];
  const slack = await made({ name: "slack", kind: "slack", config: { url: `https://hooks.slack.com/services/${secrets[0]}` } });
  await made({ name: "pager", kind: "pagerduty", config: { routing_key: ROUTING_KEY, region: "eu" } });
  const hook = await made({ name: "hook", kind: "webhook", config: { url: "https://1.1.1.1/hooks/the-secret-path" } });
  secrets.push(hook.signing_secret, "the-secret-path");
  expect(hook.signing_secret).toMatch(/^whsec_/);
  expect(slack.channel.config).toEqual({ url: "https://hooks.slack.com/…lack" });
  await send(one.PATCH, { config: { url: "https://1.1.1.1/hooks/another-secret" } }, { id: hook.channel.id }, "PATCH");
  secrets.push("another-secret");

  const seen = JSON.stringify([
    await get(channels.GET),
    await get(one.GET, { id: hook.channel.id }),
    (await pool().query("SELECT * FROM audit_log")).rows,
    (await pool().query("SELECT * FROM channel")).rows,
  ]);
  for (const secret of secrets) expect(seen).not.toContain(secret);
  const { rows } = await pool().query("SELECT action FROM audit_log WHERE subject = $1 ORDER BY id", [
    `channel:${hook.channel.id}`,
  ]);
  expect(rows.map(({ action }) => action)).toEqual(["channel.create", "channel.change"]);
});

test("the test button tells what the receiver said, marks the message, and notes the channel's health", async () => {
  const receiver = await receive((_, index) => (index === 0 ? 200 : 503));
  const { channel } = await made(webhookAt(`${receiver.url}/x`));
  expect(channel.health).toBe("untested");
  const answer = await (await send(trial.POST, undefined, { id: channel.id })).json();
  expect(answer).toMatchObject({ ok: true, outcome: "ok", status: 200, answer: "ok", error: null });
  expect(JSON.parse(receiver.received[0]?.body ?? "")).toMatchObject({ type: "test.trigger", data: { test: true } });
  expect(await get(one.GET, { id: channel.id })).toMatchObject({ health: "ok", failures: 0 });

  const failed = await (await send(trial.POST, undefined, { id: channel.id })).json();
  expect(failed).toMatchObject({ ok: false, outcome: "retry", status: 503, answer: "not now" });
  await send(trial.POST, undefined, { id: channel.id });
  expect(await get(one.GET, { id: channel.id })).toMatchObject({
    health: "failing",
    failures: 2,
    last_error: "The receiver answered 503",
  });
  // Nobody sends a test again.
  expect(await get(oneDelivery.GET, { id: failed.delivery_id })).toMatchObject({ state: "failed", attempts: 1 });
});

test("PagerDuty's test opens an incident and resolves it", async () => {
  const receiver = await receive(() => 202);
  const config = { routing_key: ROUTING_KEY, base_url: receiver.url };
  const { channel } = await made({ name: "pd", kind: "pagerduty", config, allow_private_addresses: true });
  expect((await (await send(trial.POST, undefined, { id: channel.id })).json()).ok).toBe(true);
  const events = receiver.received.map(({ body }) => JSON.parse(body));
  expect(events.map(({ event_action }) => event_action)).toEqual(["trigger", "resolve"]);
  expect(events[0].dedup_key).toBe(events[1].dedup_key);
  expect(receiver.received[0]?.path).toBe("/v2/enqueue");
});

test("after a rotation both secrets sign; a receiver with either of them is content", async () => {
  const receiver = await receive();
  const { channel, signing_secret: old } = await made(webhookAt(receiver.url));
  const rotation = await (await send(rotate.POST, undefined, { id: channel.id })).json();
  expect(rotation.signing_secret).not.toBe(old);
  expect(Date.parse(rotation.previous_secret_until) - Date.now()).toBeGreaterThan(86_000_000);
  await send(trial.POST, undefined, { id: channel.id });
  const [got] = receiver.received;
  for (const secret of [old, rotation.signing_secret])
    expect(() => new Webhook(secret).verify(got?.body ?? "", got?.headers as Record<string, string>)).not.toThrow();
  const email = await made({ name: "mail", kind: "email", config: { to: ["a@example.com"] } });
  expect((await send(rotate.POST, undefined, { id: email.channel.id })).status).toBe(409);
});

test("names are taken once; a deleted channel's is free again and its secrets are gone", async () => {
  const { channel } = await made({ name: "One name", kind: "email", config: { to: ["a@example.com"] } });
  expect((await send(channels.POST, { name: "one NAME", kind: "email", config: { to: ["a@example.com"] } })).status).toBe(409);
  expect((await send(one.DELETE, undefined, { id: channel.id }, "DELETE")).status).toBe(200);
  expect((await pool().query("SELECT sealed FROM channel WHERE id = $1", [channel.id])).rows).toEqual([{ sealed: "" }]);
  expect((await call(one.GET, PATH, { headers: bearer(reader), params: { id: channel.id } })).status).toBe(404);
  await made({ name: "one NAME", kind: "email", config: { to: ["a@example.com"] } });
});

test("a failed delivery is sent again by hand under its own id; a delivered one is not", async () => {
  let refusing = true;
  const receiver = await receive(() => (refusing ? 410 : 200));
  const { channel } = await made(webhookAt(receiver.url));
  const { delivery_id: id } = await (await send(trial.POST, undefined, { id: channel.id })).json();
  expect(await get(one.GET, { id: channel.id })).toMatchObject({
    enabled: false,
    health: "off",
    off_reason: expect.stringContaining("410"),
  });
  expect((await send(retry.POST, undefined, { id })).status).toBe(409);
  refusing = false;
  const on = await send(one.PATCH, { enabled: true }, { id: channel.id }, "PATCH");
  expect(await on.json()).toMatchObject({ enabled: true, health: "untested", off_reason: null });
  expect((await send(retry.POST, undefined, { id })).status).toBe(200);
  await until(async () => (await get(oneDelivery.GET, { id })).state === "delivered");
  expect(await get(oneDelivery.GET, { id })).toMatchObject({
    attempts: 2,
    attempt_log: [
      { number: 1, outcome: "gone", status: 410 },
      { number: 2, outcome: "ok", status: 200 },
    ],
  });
  expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect((await send(retry.POST, undefined, { id })).status).toBe(409);
});

test("deliveries are listed newest first, page by page, by channel and state; letters only to admins", async () => {
  const receiver = await receive();
  const { channel } = await made(webhookAt(receiver.url));
  for (let at = 0; at < 3; at++) await send(trial.POST, undefined, { id: channel.id });
  await inTransaction((client) => queueMail(client, { to: "ada@example.com", subject: "s", text: "t", key: "letter" }));
  const first = await get(deliveries.GET, {}, `?channel_id=${channel.id}&state=delivered&limit=2`);
  expect(first.deliveries).toHaveLength(2);
  const second = await get(deliveries.GET, {}, `?channel_id=${channel.id}&limit=2&cursor=${first.next_cursor}`);
  expect(second.deliveries).toHaveLength(1);
  expect(second.next_cursor).toBeNull();
  expect(JSON.stringify(await get(deliveries.GET, {}))).not.toContain("ada@example.com");
  const letters = await get(deliveries.GET, {}, "?subject_kind=account", admin);
  expect(letters.deliveries).toMatchObject([{ recipient: "ada@example.com", channel: null, title: null }]);
  expect((await call(oneDelivery.GET, PATH, { headers: bearer(reader), params: { id: letters.deliveries[0].id } })).status).toBe(
    404,
  );
  expect((await call(channels.GET, PATH, { headers: { cookie: viewer } })).status).toBe(200);
  expect((await call(channels.POST, PATH, { method: "POST", headers: { cookie: viewer }, body: {} })).status).toBe(403);
  expect((await send(channels.POST, {}, {}, "POST", reader)).status).toBe(403);
});
