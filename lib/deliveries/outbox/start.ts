import { inTransaction, pool } from "@/lib/platform/database";
import { startWorker } from "@/lib/platform/jobs";
import { log } from "@/lib/platform/log";
import { FAILURES_OF_FAILING } from "../list-channels";
import { findStranded } from "../queries/find-stranded";
import { findWaking } from "../queries/find-waking";
import { LETTERS, SEND_TASK } from "../queries/insert-deliveries";
import { fallBack } from "./fall-back";
import { Pump } from "./pump";

/** How often deliveries are looked for whose job was lost; a killed instance's are found within its lease and this. */
const LOOK_MS = 5_000;

class Pumps {
  private readonly pumps = new Map<string, Pump>();
  private stopped = false;

  wake(channel: string): void {
    if (this.stopped) return;
    let pump = this.pumps.get(channel);
    if (!pump) {
      pump = new Pump(channel === LETTERS ? null : channel);
      this.pumps.set(channel, pump);
    }
    pump.wake();
  }

  async look(): Promise<void> {
    for (const channel of await findWaking(pool())) this.wake(channel ?? LETTERS);
    const stranded = await findStranded(pool(), FAILURES_OF_FAILING);
    if (stranded.length > 0) await inTransaction((client) => fallBack(client, stranded));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all([...this.pumps.values()].map((pump) => pump.stop()));
  }
}

/**
 * Starts sending: at once when a job says that something was queued, and by looking now and then for what no job tells of.
 * Every instance may run it. @returns how to stop: what is being sent ends first
 */
export async function startDeliveries(): Promise<() => Promise<void>> {
  const pumps = new Pumps();
  const look = () =>
    pumps.look().catch((error: unknown) => log().warn({ err: error }, "deliveries could not be looked for; the next look comes"));
  const timer = setInterval(() => void look(), LOOK_MS);
  const stopWorker = await startWorker({
    [SEND_TASK]: (payload) => {
      const { channel } = payload as { channel?: unknown };
      if (typeof channel === "string") pumps.wake(channel);
    },
  });
  void look();
  return async () => {
    clearInterval(timer);
    await stopWorker();
    await pumps.stop();
  };
}
