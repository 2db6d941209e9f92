import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { z } from "zod";
import { now, nowMs } from "@/lib/platform/clock";
import { DAY_MS } from "@/lib/platform/time";
import type { Message } from "../message";
import { publicUrl } from "../public-url";
import type { ChannelKind } from "./kind";
import { postMessage } from "./post-message";
import { oneLine, shorten } from "./shorten";
import { maskedUrl, receiverUrl, urlSecrets } from "./url-setting";

/** Standard Webhooks asks for bodies under 20 kB. */
const MOST_BYTES = 20_000;
const SECRET_BYTES = 32;

const signingSecret = z.string().refine((text) => {
  const bytes = Buffer.from(text.replace(/^whsec_/, ""), "base64").length;
  return /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text) && bytes >= 24 && bytes <= 64;
}, "is not whsec_ and the base64 of 24 to 64 bytes; leave it out and one is made");

export const newSigningSecret = () => `whsec_${randomBytes(SECRET_BYTES).toString("base64")}`;

const settings = z.strictObject({
  url: receiverUrl,
  signing_secret: signingSecret.default(newSigningSecret),
  /** The one before a rotation signs beside it for a day, so that receivers can change theirs meanwhile. */
  previous_secret: signingSecret.optional(),
  previous_until: z.iso.datetime().optional(),
  /** Those before it whose day is not over: rotated twice within a day, no receiver is cut off early. */
  earlier: z.array(z.strictObject({ secret: signingSecret, until: z.iso.datetime() })).default([]),
});

export type WebhookSettings = z.infer<typeof settings>;

const MOST_EARLIER = 8;

/** Secrets of before that still sign, the newest first. */
function stillSigning({ previous_secret, previous_until, earlier }: WebhookSettings): WebhookSettings["earlier"] {
  const newest = previous_secret && previous_until ? [{ secret: previous_secret, until: previous_until }] : [];
  return [...newest, ...earlier].filter(({ until }) => Date.parse(until) > nowMs());
}

/** Another secret signs from now on; the present one signs too for a day. */
export function rotated(present: WebhookSettings): WebhookSettings {
  return {
    ...present,
    earlier: stillSigning(present).slice(0, MOST_EARLIER),
    signing_secret: newSigningSecret(),
    previous_secret: present.signing_secret,
    previous_until: new Date(nowMs() + DAY_MS).toISOString(),
  };
}

function signature(own: WebhookSettings, id: string, at: Date, body: string): string {
  const secrets = [own.signing_secret, ...stillSigning(own).map(({ secret }) => secret)];
  return secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(" ");
}

const cut = (text: string, most: number) => shorten(oneLine(text), most);

/** The message as JSON. Where it would exceed the standard's 20 kB, first its data, then its long texts are left out, and it says so. */
export function webhookBody(message: Message, failedChannel: string | null): string {
  const body = (texts: number, rows: number, data: unknown, truncated: boolean) =>
    JSON.stringify({
      type: message.event === "none" ? message.kind : `${message.kind}.${message.event}`,
      timestamp: message.occurredAt.toISOString(),
      data: {
        title: cut(message.title, Math.min(texts, 500)),
        summary: cut(message.summary, texts),
        severity: message.severity,
        dedup_key: cut(message.dedupKey, 500),
        facts: message.facts.slice(0, rows).map(({ label, value }) => ({ label: cut(label, 200), value: cut(value, texts) })),
        contributors: message.contributors
          .slice(0, rows)
          .map(({ name, value }) => ({ name: cut(name, texts), value: cut(value, 200) })),
        links: message.links
          .map(({ label, path }) => ({ label: cut(label, 100), url: publicUrl(path) }))
          .filter(({ url }) => url.length <= texts)
          .slice(0, 10),
        ...(failedChannel === null ? {} : { failed_channel: cut(failedChannel, 300) }),
        ...(message.kind === "test" ? { test: true } : {}),
        ...(truncated ? { truncated: true } : {}),
        details: data,
      },
    });
  const sizes: [number, number, unknown, boolean][] = [
    [2000, 50, message.data, false],
    [2000, 50, {}, true],
    [300, 10, {}, true],
  ];
  for (const size of sizes) {
    const text = body(...size);
    if (Buffer.byteLength(text) < MOST_BYTES) return text;
  }
  return body(100, 5, {}, true);
}

export const webhook: ChannelKind<WebhookSettings> = {
  kind: "webhook",
  settings,
  urls: ({ url }) => ({ url }),
  shown: ({ url, signing_secret, previous_until }) => ({
    url: maskedUrl(url),
    signing_secret: `whsec_…${signing_secret.slice(-4)}`,
    previous_secret_until: previous_until ?? null,
  }),
  secrets: ({ url, signing_secret, previous_secret, earlier }) =>
    [
      ...urlSecrets(url),
      signing_secret,
      signing_secret.slice(6),
      previous_secret ?? "",
      ...earlier.map(({ secret }) => secret),
    ].filter((text) => text !== ""),
  atOnce: 8,
  paceMs: 0,
  send: ({ settings: own, allowPrivate, message, id, failedChannel }) => {
    const body = webhookBody(message, failedChannel);
    const at = now();
    const headers = {
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": signature(own, id, at, body),
    };
    return postMessage({ url: own.url, headers, body, allowPrivate });
  },
};
