import { DomainError } from "@/lib/platform/errors";
import { settings } from "@/lib/platform/settings";
import { singleton } from "@/lib/platform/singleton";
import type { Entry, Verdict } from "./context";
import { isRefusal, isRetryable } from "./database-errors";
import { maskedPayload } from "./masked-payload";
import { recordEntries } from "./record-entries";

/** Events a transaction takes at the most, unless one request alone has more. */
const GROUP_EVENTS = 2000;
/** Transactions at work at once: while one waits for the disk, the next is made ready. */
const AT_ONCE = 2;
/** A second one is worth its cost only for this many events; fewer do better to share the next. */
const WORTH_ANOTHER = 1000;
/**
 * While several senders come at a time, transactions begin at least this far apart unless enough events wait: one
 * costs the machine some 2 ms beside its events, and many small ones would leave it no time for them.
 */
const APART_MS = 4;
const ENOUGH = 24;
const TRIES = 5;

interface Waiting {
  entries: readonly Entry[];
  resolve(verdicts: Map<Entry, Verdict>): void;
  reject(error: unknown): void;
}

/** The culprit, as an event that is refused: kept with its reason like any other. */
function refusedByDatabase(entry: Entry): Entry {
  const { outcome } = entry;
  const { value, redacted } = maskedPayload(entry.raw);
  return {
    ...entry,
    rated: null,
    outcome: {
      ok: false,
      errors: [
        { pointer: "", detail: "the database cannot hold this event's values; send plain text and numbers of ordinary size" },
      ],
      tenant: outcome.ok ? outcome.event.tenant : outcome.tenant,
      id: outcome.ok ? outcome.event.id : outcome.id,
      payload: value,
      redacted,
      warnings: [],
    },
  };
}

/** Records with retries; when the database refuses the batch, halves it until the culprit stands alone. */
async function recordSafely(entries: readonly Entry[]): Promise<Map<Entry, Verdict>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await recordEntries(entries);
    } catch (error) {
      if (isRetryable(error) && attempt < TRIES) continue;
      if (!isRefusal(error)) throw error;
      const [only] = entries;
      if (entries.length > 1 || !only) {
        const half = Math.ceil(entries.length / 2);
        const first = await recordSafely(entries.slice(0, half));
        return new Map([...first, ...(await recordSafely(entries.slice(half)))]);
      }
      return recordEntries([refusedByDatabase(only)]).then((verdicts) => new Map([[only, [...verdicts.values()][0] as Verdict]]));
    }
  }
}

/** The answer of a door that would only grow slower: nothing was stored, come back in a second. */
export function busy(): DomainError {
  return new DomainError(
    "unavailable",
    "More events are waiting than can be stored at the moment. Nothing was stored: send again.",
    {
      retryAfterSeconds: 1,
    },
  );
}

/**
 * Puts many small requests into one transaction and answers each after its commit. What waits is
 * bounded: past the limit a request is turned away at once instead of making everybody slower.
 */
class GroupCommitter {
  private queue: Waiting[] = [];
  private waitingEvents = 0;
  private running = 0;
  /** Groups that run, and those whose answers are still to be given. */
  private answering = 0;
  private runningEvents = 0;
  private idle: (() => void)[] = [];
  private lastStart = Number.NEGATIVE_INFINITY;
  private lastRequests = 0;
  private pause: NodeJS.Timeout | undefined;

  /** @throws DomainError "unavailable" when `events` more would be too many; an empty queue takes any request */
  admit(events = 0): void {
    const most = settings().COSTWARDEN_INGEST_QUEUE_EVENTS;
    if (this.waitingEvents === 0 || this.waitingEvents + events < most) return;
    throw busy();
  }

  submit(entries: readonly Entry[]): Promise<Map<Entry, Verdict>> {
    return new Promise((resolve, reject) => {
      this.queue.push({ entries, resolve, reject });
      this.waitingEvents += entries.length;
      this.pump();
    });
  }

  /** Resolves when nothing waits, nothing runs and all are answered. */
  drained(): Promise<void> {
    if (this.isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.idle.push(resolve));
  }

  private isIdle(): boolean {
    return this.answering === 0 && this.queue.length === 0;
  }

  get queuedEvents(): number {
    return this.waitingEvents;
  }

  private mayStart(): boolean {
    if (this.running > 0) return this.running < AT_ONCE && this.waitingEvents - this.runningEvents >= WORTH_ANOTHER;
    // A sender who waits for each answer would only wait longer.
    if (this.lastRequests <= 1 || this.waitingEvents >= ENOUGH) return true;
    const wait = this.lastStart + APART_MS - performance.now();
    if (wait <= 0) return true;
    this.pause ??= setTimeout(() => {
      this.pause = undefined;
      this.lastStart = Number.NEGATIVE_INFINITY;
      this.pump();
    }, Math.ceil(wait));
    return false;
  }

  private pump(): void {
    while (this.queue.length > 0 && this.mayStart()) {
      let events = 0;
      let count = 0;
      for (const waiting of this.queue) {
        if (count > 0 && events + waiting.entries.length > GROUP_EVENTS) break;
        events += waiting.entries.length;
        count++;
      }
      const group = this.queue.splice(0, count);
      this.running++;
      this.answering++;
      this.runningEvents += events;
      this.lastStart = performance.now();
      this.lastRequests = count;
      clearTimeout(this.pause);
      this.pause = undefined;
      void this.run(group, events);
    }
  }

  private async run(group: readonly Waiting[], events: number): Promise<void> {
    const answer = await recordSafely(group.flatMap((waiting) => waiting.entries)).then(
      (verdicts) => (waiting: Waiting) => waiting.resolve(verdicts),
      (error: unknown) => (waiting: Waiting) => waiting.reject(error),
    );
    this.running--;
    this.runningEvents -= events;
    this.waitingEvents -= events;
    this.pump();
    // The next transaction is on its way to the database before these are answered, so that neither waits for the other.
    setImmediate(() => {
      for (const waiting of group) answer(waiting);
      this.answering--;
      if (this.isIdle()) for (const done of this.idle.splice(0)) done();
    });
  }
}

export function groupCommitter(): GroupCommitter {
  return singleton("groupCommitter", () => new GroupCommitter());
}
