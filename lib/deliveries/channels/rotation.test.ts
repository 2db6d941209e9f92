import { createHmac } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { setClock } from "@/lib/platform/clock";
import { type Receiver, startReceiver } from "@/tests/receiver";
import { aMessage } from "../fixture";
import { newSigningSecret, rotated, type WebhookSettings, webhook } from "./webhook";

const receivers: Receiver[] = [];
afterEach(async () => {
  setClock(null);
  await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
});

/** Standard Webhooks, 'Signature scheme', by hand: nothing of the library that signs. */
function signs(secret: string, { headers, body }: Receiver["received"][number]): boolean {
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const expected = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
  return String(headers["webhook-signature"]).split(" ").includes(expected);
}

test("after a rotation the secrets of before sign for their day, also when it is rotated again; then they do not", async () => {
  const receiver = await startReceiver();
  receivers.push(receiver);
  const send = async (settings: WebhookSettings) => {
    await webhook.send({ settings, allowPrivate: true, message: aMessage(), id: "msg_1", failedChannel: null });
    return receiver.received.at(-1) as Receiver["received"][number];
  };
  setClock("2026-11-21T08:00:00Z");
  const first: WebhookSettings = { url: receiver.url, signing_secret: newSigningSecret(), earlier: [] };
  setClock("2026-11-21T10:00:00Z");
  const second = rotated(first);
  setClock("2026-11-21T11:00:00Z");
  const third = rotated(second);
  const secrets = [first, second, third].map(({ signing_secret }) => signing_secret);
  const signing = async () => {
    const sent = await send(third);
    return secrets.map((secret) => signs(secret, sent));
  };
  expect(await signing()).toEqual([true, true, true]);
  setClock("2026-11-22T10:30:00Z");
  expect(await signing()).toEqual([false, true, true]);
  setClock("2026-11-22T11:30:00Z");
  expect(await signing()).toEqual([false, false, true]);
  expect(signs(newSigningSecret(), await send(third))).toBe(false);
});
