import { log } from "@/lib/platform/log";

type Close = () => Promise<void> | void;

/** Two signals within this time are one: Ctrl-C reaches this process from the terminal and again through npm. */
const SAME_SIGNAL_MS = 1_000;

/**
 * The order in which this process ends: what was opened last closes first. The first SIGTERM or
 * Ctrl-C ends it in order; a later second one ends it at once, yet still tells PostgreSQL to stop.
 */
export class Lifecycle {
  readonly #closers: { name: string; close: Close }[] = [];
  readonly #last: (() => void)[] = [];
  #stopping: Promise<void> | undefined;
  #firstSignalAt = 0;

  /** @param signalCode the exit code after a signal and an orderly end */
  constructor(private readonly signalCode = 0) {}

  /** Registers how to close what is about to be opened. */
  onStop(name: string, close: Close): void {
    this.#closers.push({ name, close });
  }

  /** What must happen even when there is no time left; may not wait for anything. */
  onExit(last: () => void): void {
    this.#last.push(last);
  }

  get stopping(): boolean {
    return this.#stopping !== undefined;
  }

  listen(): void {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => this.#signal(signal));
    process.on("uncaughtException", (error) => {
      log().fatal({ err: error }, "an error nobody expected; stopping");
      void this.end(1);
    });
    process.on("unhandledRejection", (reason) => log().error({ err: reason }, "a rejection nobody handled"));
  }

  #signal(signal: string): void {
    const now = Date.now();
    if (!this.stopping) {
      this.#firstSignalAt = now;
      log().info({ signal }, "stopping");
      void this.end(this.signalCode);
    } else if (now - this.#firstSignalAt > SAME_SIGNAL_MS) {
      for (const last of this.#last) last();
      process.exit(1);
    }
  }

  /** Closes everything, whatever fails on the way, and leaves with the code. */
  async end(code: number): Promise<void> {
    await this.close();
    process.exit(code);
  }

  close(): Promise<void> {
    this.#stopping ??= (async () => {
      for (const { name, close } of this.#closers.reverse()) {
        try {
          await close();
        } catch (error) {
          log().error({ err: error, part: name }, "could not be closed");
        }
      }
    })();
    return this.#stopping;
  }
}
