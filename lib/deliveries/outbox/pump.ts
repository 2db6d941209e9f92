import { setTimeout as delay } from "node:timers/promises";
import { now, nowMs } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { log } from "@/lib/platform/log";
import { kindOf } from "../channels/kinds";
import { type Claimed, claimDelivery } from "../queries/claim-delivery";
import { failPending } from "../queries/fail-pending";
import { reserveTurn, startTurnNow } from "../queries/reserve-turn";
import { fallBack } from "./fall-back";
import { countAttempt } from "./metrics";
import { sendDelivery } from "./send-delivery";
import { type AttemptEnd, SOON_MS, settle } from "./settle";

const LETTERS_AT_ONCE = 2;
/** A database that restarts must not make a message go twice that was taken once: its note is tried again. */
const NOTE_TRIES = 20;
const NOTE_PAUSE_MS = 500;

/**
 * Sends what is due of one channel. Woken, it runs until nothing is due; as long as there is more, more senders join, up to
 * what the kind of channel takes at once.
 */
export class Pump {
  private readonly running = new Set<Promise<void>>();
  private again = false;
  private stopped = false;

  constructor(private readonly channelId: string | null) {}

  wake(): void {
    if (this.stopped) return;
    this.again = true;
    if (this.running.size === 0) this.join();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.running);
  }

  private join(): void {
    if (this.stopped) return;
    const sender: Promise<void> = this.work()
      .catch((error: unknown) =>
        log().warn({ err: error, channel: this.channelId }, "deliveries wait; they are looked for again"),
      )
      .finally(() => {
        this.running.delete(sender);
        if (this.again && this.running.size === 0) this.join();
      });
    this.running.add(sender);
  }

  private async work(): Promise<void> {
    for (;;) {
      this.again = false;
      let delivery = await claimDelivery(pool(), this.channelId);
      while (delivery !== null) {
        if (this.running.size < this.atOnce(delivery)) this.join();
        this.wakeSoon(await attempt(delivery));
        if (this.stopped) return;
        delivery = await claimDelivery(pool(), this.channelId);
      }
      if (this.channelId !== null) await endPendingOfClosed(this.channelId);
      if (!this.again || this.stopped) return;
    }
  }

  /** The first retries come sooner than a job would. */
  private wakeSoon(at: Date | null): void {
    const inMs = at === null ? Number.POSITIVE_INFINITY : at.getTime() - nowMs();
    if (inMs <= SOON_MS && !this.stopped) setTimeout(() => this.wake(), Math.max(inMs, 0) + 5).unref();
  }

  private atOnce({ kind }: Claimed): number {
    return kind === null ? LETTERS_AT_ONCE : kindOf(kind).atOnce;
  }
}

async function attempt(delivery: Claimed): Promise<Date | null> {
  const kind = delivery.kind === null ? null : kindOf(delivery.kind);
  const paced = kind !== null && kind.paceMs > 0 ? delivery.channel_id : null;
  if (kind && paced) await delay(await reserveTurn(pool(), paced, kind.paceMs));
  else if (delivery.wait_ms > 0) await delay(delivery.wait_ms);
  const at = now();
  const began = performance.now();
  const receipt = await sendDelivery(delivery);
  const latencyMs = Math.round(performance.now() - began);
  countAttempt(kind?.kind ?? "letter", receipt.outcome);
  const next = await settleSurely({ delivery, receipt, at, latencyMs });
  // A message that took its time must not have the next one at its heels.
  if (kind && paced) await startTurnNow(pool(), paced, kind.paceMs);
  return next;
}

async function settleSurely(end: AttemptEnd): Promise<Date | null> {
  for (let tried = 1; ; tried++) {
    try {
      return await settle(end);
    } catch (error) {
      if (tried >= NOTE_TRIES) throw error;
      await delay(NOTE_PAUSE_MS);
    }
  }
}

/** What waits for a channel that was switched off meanwhile: ended, and taken over by the one that stands in. */
async function endPendingOfClosed(channelId: string): Promise<void> {
  const { rowCount } = await pool().query("SELECT FROM channel WHERE id = $1 AND (NOT enabled OR deleted_at IS NOT NULL)", [
    channelId,
  ]);
  if (rowCount === 0) return;
  await inTransaction(async (client) => fallBack(client, await failPending(client, channelId)));
}
