import { z } from "zod";
import { nameText } from "@/lib/platform/http/fields";

/** What of each kind is given when a channel is made, and what may be changed of it. Its own checks come with the kind. */
const link = z.string("is missing").trim().min(1, "is empty").max(2048, "has more than 2048 characters");

const common = {
  name: nameText.meta({ example: "On-call in Slack" }),
  enabled: z.boolean().default(true),
  allow_private_addresses: z.boolean().default(false).meta({
    description: "Whether its address may lie in a private network, and be plain http://; never a cloud's metadata service",
  }),
  fallback_channel_id: z
    .uuid("is not an id")
    .nullable()
    .default(null)
    .meta({ description: "Where its messages go while it fails; they say which channel failed" }),
};

const slackConfig = z.strictObject({
  url: link.meta({
    description: "An incoming webhook; kept encrypted",
    example: "https://hooks.slack.com/services/T000/B000/XXXX",
  }),
});

const webhookConfig = z.strictObject({
  url: link.meta({ description: "Kept encrypted", example: "https://example.com/hooks/costwarden" }),
  signing_secret: z
    .string()
    .max(256)
    .optional()
    .meta({ description: "whsec_ and the base64 of 24 to 64 bytes; left out, one is made and shown once" }),
});

const pagerDutyConfig = z.strictObject({
  routing_key: z
    .string("is missing: the integration key of a service, under Events API v2")
    .trim()
    .max(256)
    .meta({ description: "Kept encrypted" }),
  region: z.enum(["us", "eu"], "is not us or eu").default("us"),
  base_url: link.optional().meta({ description: "A gateway of your own in front of PagerDuty, in the place of its endpoint" }),
});

const emailConfig = z.strictObject({
  to: z
    .array(z.email("is not an e-mail address"), "is missing: a list of e-mail addresses")
    .min(1, "names nobody")
    .max(50, "has more than 50 addresses"),
});

export const newChannel = z
  .discriminatedUnion(
    "kind",
    [
      z.strictObject({ ...common, kind: z.literal("slack"), config: slackConfig }),
      z.strictObject({ ...common, kind: z.literal("webhook"), config: webhookConfig }),
      z.strictObject({ ...common, kind: z.literal("pagerduty"), config: pagerDutyConfig }),
      z.strictObject({ ...common, kind: z.literal("email"), config: emailConfig }),
    ],
    { error: "is not one of slack, webhook, pagerduty, email" },
  )
  .meta({ description: "What is secret of it is kept encrypted and never shown again" });

export const channelChange = z
  .strictObject({
    name: common.name.optional(),
    enabled: z.boolean().optional(),
    allow_private_addresses: z.boolean().optional(),
    fallback_channel_id: z.uuid("is not an id").nullable().optional(),
    config: z.record(z.string(), z.unknown()).optional().meta({ description: "What is left out of it keeps its value" }),
  })
  .meta({ description: "What is left out keeps its value" });

const time = z.iso.datetime().nullable();

export const channel = z
  .object({
    id: z.uuid(),
    name: z.string(),
    kind: z.string(),
    config: z.record(z.string(), z.unknown()).meta({ description: "Secrets are masked" }),
    enabled: z.boolean(),
    health: z.enum(["untested", "ok", "failing", "off"]).meta({ description: "failing: its last attempts failed" }),
    off_reason: z.string().nullable(),
    off_at: time,
    off_by: z.string().nullable(),
    failures: z.int().meta({ description: "Attempts that failed since the last that did not" }),
    failing_since: time,
    last_success_at: time,
    last_failure_at: time,
    last_error: z.string().nullable(),
    pending: z.int().meta({ description: "Messages that wait for it" }),
    allow_private_addresses: z.boolean(),
    fallback_channel_id: z.uuid().nullable(),
    created_at: z.iso.datetime(),
    created_by: z.string(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: "Channel" });

const shownOnce = z.string().nullable().meta({ description: "Of a generic webhook; shown this once" });

export const madeChannel = z.object({ channel, signing_secret: shownOnce });
export const channelList = z.object({ channels: z.array(channel), can_mail: z.boolean() });
export const rotatedSecret = z.object({
  channel,
  signing_secret: z.string().meta({ description: "Shown this once; the one before signs beside it until previous_secret_until" }),
  previous_secret_until: z.iso.datetime(),
});

const outcome = z
  .enum(["ok", "retry", "gone", "refused"])
  .meta({ description: "gone: the receiver wants no more; refused: it will never take this" });

export const testAnswer = z.object({
  ok: z.boolean(),
  outcome,
  status: z.int().nullable().meta({ description: "What the receiver answered; null when it did not" }),
  latency_ms: z.int(),
  answer: z.string().meta({ description: "The first 2 kB of what it answered" }),
  error: z.string().nullable(),
  delivery_id: z.uuid(),
});

const state = z.enum(["pending", "delivered", "failed"]);

const delivery = z
  .object({
    id: z.uuid(),
    channel: z.object({ id: z.uuid(), name: z.string(), kind: z.string() }).nullable().meta({ description: "Null: a letter" }),
    recipient: z.string().nullable(),
    subject: z.object({ kind: z.string(), id: z.string() }),
    title: z.string().nullable(),
    event: z.string().nullable(),
    message_id: z.string().meta({ description: "What the receiver recognises repetitions by: webhook-id, Message-ID" }),
    state,
    attempts: z.int(),
    next_attempt_at: time,
    last_status: z.int().nullable(),
    last_error: z.string().nullable(),
    fallback_of: z.uuid().nullable().meta({ description: "The delivery it stands in for" }),
    failed_channel: z.string().nullable(),
    created_at: z.iso.datetime(),
    finished_at: time,
  })
  .meta({ id: "Delivery" });

const attempt = z.object({
  number: z.int(),
  at: z.iso.datetime(),
  outcome,
  status: z.int().nullable(),
  latency_ms: z.int(),
  answer: z.string(),
  error: z.string().nullable(),
  retry_at: time,
});

export const deliveryDetail = delivery.extend({
  summary: z.string().nullable(),
  give_up_at: z.iso.datetime(),
  attempt_log: z.array(attempt),
});

export const deliveryFilter = z.strictObject({
  channel_id: z.uuid("is not an id").optional(),
  state: state.optional(),
  subject_kind: z.string().max(64).optional(),
  subject_id: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(256).optional(),
});

export const deliveryList = z.object({
  deliveries: z.array(delivery),
  next_cursor: z.string().nullable().meta({ description: "Where the next page begins; null on the last one" }),
});

export type NewChannel = z.infer<typeof newChannel>;
export type ChannelChange = z.infer<typeof channelChange>;
export type ChannelAnswer = z.infer<typeof channel>;
export type DeliveryAnswer = z.infer<typeof delivery>;
export type DeliveryDetail = z.infer<typeof deliveryDetail>;
export type DeliveryFilter = z.infer<typeof deliveryFilter>;
export type TestAnswer = z.infer<typeof testAnswer>;
