import type pg from "pg";
import { audit } from "@/lib/access/service";
import { bumpVersion } from "@/lib/platform/change-versions";
import { nowMs } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/database";
import { settings } from "@/lib/platform/settings";
import type { Receipt } from "../channels/kind";
import { FAILURES_OF_FAILING } from "../list-channels";
import type { Claimed } from "../queries/claim-delivery";
import { type FailedPending, failPending } from "../queries/fail-pending";
import { LETTERS } from "../queries/insert-deliveries";
import { noteFailure, noteSuccess } from "../queries/note-health";
import { recordAttempt, wakeAt } from "../queries/record-attempt";
import { nextAttemptMs } from "./backoff";
import { fallBack } from "./fall-back";

export const CHANNELS_VERSION = "channels";

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

/** Notes how an attempt ended and what follows from it, in one transaction. @returns when it is tried again, if it is */
export async function settle(end: AttemptEnd): Promise<Date | null> {
  const { delivery, receipt, at, latencyMs } = end;
  const retryAt = retryTime(end);
  const ok = receipt.outcome === "ok";
  await inTransaction(async (client) => {
    const noted = await recordAttempt(client, {
      deliveryId: delivery.id,
      number: delivery.attempts + 1,
      at,
      latencyMs,
      receipt,
      state: ok ? "delivered" : retryAt === null ? "failed" : "pending",
      retryAt,
      forget: ok && delivery.channel_id === null,
    });
    if (!noted) return;
    if (retryAt) await wakeAt(client, delivery.channel_id ?? LETTERS, retryAt);
    // The next message about the same thing was waiting for this one.
    else if (delivery.ordered_by !== "" && delivery.channel_id) await wakeAt(client, delivery.channel_id, new Date(nowMs()));
    if (delivery.channel_id === null) return;
    if (ok) await noteSuccess(client, delivery.channel_id);
    else await noteTrouble(client, end, delivery.channel_id, retryAt);
  });
  return retryAt;
}

async function noteTrouble(client: pg.PoolClient, end: AttemptEnd, channelId: string, retryAt: Date | null): Promise<void> {
  const { delivery, receipt } = end;
  const pause =
    receipt.retryAfterMs !== null && retryAt ? new Date(Math.min(nowMs() + receipt.retryAfterMs, retryAt.getTime())) : null;
  const failures = await noteFailure(client, channelId, receipt.error ?? "It failed", pause);
  const ended =
    receipt.outcome === "gone" ? await switchOff(client, channelId, delivery.channel_name ?? "", receipt.error ?? "") : [];
  const failing = retryAt === null || failures >= FAILURES_OF_FAILING;
  const own = { ...delivery, channel_id: channelId, channel_name: delivery.channel_name ?? "" };
  await fallBack(client, failing && !delivery.fallen_back ? [own, ...ended] : ended);
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
