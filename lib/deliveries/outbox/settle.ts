import type pg from "pg";
import { audit } from "@/lib/access/service";
import { bumpVersion } from "@/lib/platform/change-versions";
import { nowMs } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { settings } from "@/lib/platform/settings";
import type { Receipt } from "../channels/kind";
import { FAILURES_OF_FAILING } from "../list-channels";
import type { Claimed } from "../queries/claim-delivery";
import { type FailedPending, failPending } from "../queries/fail-pending";
import { type Attempted, recordAttempt } from "../queries/record-attempt";
import { nextAttemptMs } from "./backoff";
import { fallBack } from "./fall-back";

export const CHANNELS_VERSION = "channels";
/** Whoever attempted it waits for a retry that comes so soon; jobs of a later time are looked for every two seconds. */
export const SOON_MS = 4_000;

export interface AttemptEnd {
  delivery: Claimed;
  receipt: Receipt;
  at: Date;
  latencyMs: number;
  /** Of a test that somebody waits for: it is not tried again. */
  once?: boolean;
}

function retryTime({ delivery, receipt, once }: AttemptEnd): Date | null {
  if (receipt.outcome !== "retry" || once) return null;
  const next = nextAttemptMs({
    failed: delivery.tried + 1,
    nowMs: nowMs(),
    giveUpMs: delivery.give_up_at.getTime(),
    retryAfterMs: receipt.retryAfterMs,
    firstMs: settings().COSTWARDEN_DELIVERY_RETRY_MS,
    random: Math.random(),
  });
  return next === null ? null : new Date(next);
}

function attempted({ delivery, receipt, at, latencyMs }: AttemptEnd, retryAt: Date | null): Attempted {
  const ok = receipt.outcome === "ok";
  const pauseMs = receipt.retryAfterMs;
  return {
    deliveryId: delivery.id,
    channelId: delivery.channel_id,
    number: delivery.attempts + 1,
    at,
    latencyMs,
    receipt,
    state: ok ? "delivered" : retryAt === null ? "failed" : "pending",
    retryAt,
    pauseUntil: pauseMs !== null && retryAt ? new Date(Math.min(nowMs() + pauseMs, retryAt.getTime())) : null,
    wake: retryAt !== null && retryAt.getTime() - nowMs() > SOON_MS,
    forget: ok && delivery.channel_id === null,
  };
}

/**
 * Notes how an attempt ended; what follows for other channels goes into the same transaction.
 * @returns when it is tried again, if it is
 */
export async function settle(end: AttemptEnd): Promise<Date | null> {
  const { delivery, receipt } = end;
  const retryAt = retryTime(end);
  const attempt = attempted(end, retryAt);
  const mayFallBack = delivery.fallback_channel_id !== null && !delivery.fallen_back;
  if (delivery.channel_id === null || receipt.outcome === "ok" || (receipt.outcome !== "gone" && !mayFallBack)) {
    await recordAttempt(pool(), attempt);
    return retryAt;
  }
  const channelId = delivery.channel_id;
  await inTransaction(async (client) => {
    const noted = await recordAttempt(client, attempt);
    if (!noted) return;
    const name = delivery.channel_name ?? "";
    const ended = receipt.outcome === "gone" ? await switchOff(client, channelId, name, receipt.error ?? "") : [];
    const failing = retryAt === null || noted.failures >= FAILURES_OF_FAILING;
    const own = failing && mayFallBack ? [{ ...delivery, channel_id: channelId, channel_name: name }] : [];
    await fallBack(client, [...own, ...ended]);
  });
  return retryAt;
}

/** The receiver wants nothing more: the channel is off and says why. @returns what waited for it, ended */
async function switchOff(client: pg.PoolClient, channelId: string, name: string, reason: string): Promise<FailedPending[]> {
  const { rowCount } = await client.query(
    `UPDATE channel SET enabled = false, off_reason = $2, off_at = now(), off_by = 'deliveries', updated_at = now()
     WHERE id = $1 AND enabled`,
    [channelId, reason],
  );
  if (rowCount === 0) return [];
  await audit(client, {
    actor: { kind: "system", id: null, name: "deliveries" },
    action: "channel.switch_off",
    subject: `channel:${channelId}`,
    before: { name, enabled: true },
    after: { name, enabled: false, off_reason: reason },
  });
  await bumpVersion(client, CHANNELS_VERSION);
  return failPending(client, channelId);
}
