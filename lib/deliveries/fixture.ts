import { uuidv7 } from "uuidv7";
import { inTransaction, pool } from "@/lib/platform/database";
import type { KindName } from "./channels/kinds";
import { sealSettings } from "./channels/open-channel";
import type { Message } from "./message";
import { queueMessages } from "./queue-messages";

/** A message of the tests, with what differs. */
export function aMessage(change: Partial<Message> = {}): Message {
  return {
    kind: "alert",
    event: "trigger",
    dedupKey: "",
    severity: "warning",
    title: "Spend of acme",
    summary: "acme spends 12 times as much as usual",
    facts: [{ label: "Now", value: "$12.50 an hour" }],
    contributors: [{ name: "summarize", value: "$11.00" }],
    links: [{ label: "Alert", path: "/alerts/1" }],
    occurredAt: new Date("2026-11-21T12:00:00Z"),
    data: { tenant: "acme", usd_per_hour: "12.5" },
    ...change,
  };
}

interface ChannelOptions {
  fallback?: string;
  allowPrivate?: boolean;
}

/** A channel as the API would make it, on loopback. @returns its id */
export async function aChannel(kind: KindName, settings: object, options: ChannelOptions = {}): Promise<string> {
  const id = uuidv7();
  await pool().query(
    `INSERT INTO channel (id, name, kind, sealed, allow_private, fallback_channel_id, created_by)
     VALUES ($1::uuid, 'channel ' || $1, $2, $3, $4, $5, 'test')`,
    [id, kind, sealSettings(id, settings), options.allowPrivate ?? true, options.fallback ?? null],
  );
  return id;
}

export const SIGNING_SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

export const aWebhook = (url: string, options?: ChannelOptions) =>
  aChannel("webhook", { url, signing_secret: SIGNING_SECRET }, options);

/** Queues messages of these keys for a channel in one transaction. */
export async function queueKeys(channelId: string, keys: readonly string[], change: Partial<Message> = {}): Promise<void> {
  const subject = { kind: "alert" as const, id: "1" };
  await inTransaction((client) =>
    queueMessages(
      client,
      keys.map((key) => ({ channelId, key, subject, message: aMessage({ title: key, ...change }) })),
    ),
  );
}

export interface DeliveryState {
  id: string;
  key: string;
  state: string;
  attempts: number;
  last_error: string | null;
  last_status: number | null;
  failed_channel: string | null;
}

export async function deliveriesOf(channelId: string): Promise<DeliveryState[]> {
  const { rows } = await pool().query<DeliveryState>("SELECT * FROM delivery WHERE channel_id = $1 ORDER BY seq", [channelId]);
  return rows;
}

export async function channelState(id: string): Promise<Record<string, unknown>> {
  const { rows } = await pool().query("SELECT * FROM channel WHERE id = $1", [id]);
  return rows[0] ?? {};
}
