import { uuidv7 } from "uuidv7";
import type { Author } from "@/lib/platform/author";
import { now, nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { findChannel } from "./changes/in-change";
import { openChannel } from "./channels/open-channel";
import type { TestAnswer } from "./contract";
import type { Message } from "./message";
import { sendThrough } from "./outbox/send-delivery";
import { settle } from "./outbox/settle";
import { type Claimed, LEASE_SECONDS } from "./queries/claim-delivery";
import { storable } from "./storable";

function testMessage(id: string, channel: string, author: Author): Message {
  return {
    kind: "test",
    event: "trigger",
    dedupKey: `costwarden-test-${id}`,
    severity: "info",
    title: `Costwarden can write to ${channel}`,
    summary: `${author.name} asked for this message to see whether it arrives. Nothing happened.`,
    facts: [{ label: "Channel", value: channel }],
    contributors: [],
    links: [{ label: "Channels", path: "/alerts/channels" }],
    occurredAt: now(),
    data: { test: true },
  };
}

/** A delivery that nobody else will send, since it is leased from its beginning. */
async function insertTest(id: string, channelId: string, message: unknown): Promise<void> {
  await pool().query(
    `INSERT INTO delivery (id, channel_id, key, subject_kind, subject_id, message, give_up_at, leased_until)
     VALUES ($1::uuid, $2, 'test:' || $1, 'test', $1::text, $3, now(), now() + make_interval(secs => $4))`,
    [id, channelId, JSON.stringify(message), LEASE_SECONDS],
  );
}

/** Sends a marked test message, once, at once. @returns what the receiver said; the attempt is in the log like any other */
export async function testChannel(channelId: string, author: Author): Promise<TestAnswer> {
  const row = await findChannel(pool(), channelId);
  const channel = openChannel(row);
  const id = uuidv7();
  const message = testMessage(id, row.name, author);
  const stored = storable(message) as Record<string, unknown>;
  await insertTest(id, channelId, stored);
  const at = now();
  const began = performance.now();
  const receipt = await sendThrough(channel, id, stored, null);
  const latencyMs = Math.round(performance.now() - began);
  await settle({ delivery: claimed(id, row, stored), receipt, at, latencyMs, once: true });
  if (row.kind === "pagerduty" && receipt.outcome === "ok") {
    await sendThrough(channel, id, { ...stored, event: "resolve" }, null).catch(() => {});
  }
  const { outcome, status, answer, error } = receipt;
  return { ok: outcome === "ok", outcome, status, latency_ms: latencyMs, answer, error, delivery_id: id };
}

function claimed(id: string, row: Awaited<ReturnType<typeof findChannel>>, message: Record<string, unknown>): Claimed {
  return {
    id,
    recipient: null,
    subject_kind: "test",
    subject_id: id,
    ordered_by: "",
    message,
    attempts: 0,
    tried: 0,
    give_up_at: new Date(nowMs()),
    tried_channels: [],
    failed_channel: null,
    fallen_back: true,
    channel_id: row.id,
    channel_name: row.name,
    kind: row.kind,
    sealed: row.sealed,
    allow_private: row.allow_private,
    fallback_channel_id: null,
    wait_ms: 0,
  };
}
