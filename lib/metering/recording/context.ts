import type pg from "pg";
import type { FieldError } from "@/lib/platform/errors";
import { type Step, sendTogether } from "@/lib/platform/send-together";
import { HOUR_MS, QUARTER_MS } from "@/lib/platform/time";
import type { EventResult, ParseOutcome } from "../event";
import type { IngestCaller } from "./prepare-event";
import { costText, type RatedEvent } from "./rated-event";
import type { RollupState } from "./rollup-border";
import { RollupBatch, type SeriesKey } from "./rollup-changes";

/** One event of some request, on its way into a transaction. */
export interface Entry {
  outcome: ParseOutcome;
  /** As sent; kept when the event is refused. */
  raw: unknown;
  caller: IngestCaller;
  index: number;
  /** Rated when its request came in; a correction is rated when its original's time is known. */
  rated: RatedEvent | null;
}

export type Verdict = Omit<EventResult, "index">;

/** What one transaction is to write, as it grows. */
export interface Recording {
  receivedAt: string;
  rollups: RollupBatch;
  declaredTags: readonly string[];
  verdicts: Map<Entry, Verdict>;
  /** Accepted in this transaction: what followers are told. */
  recorded: RatedEvent[];
  touched: Touched;
}

interface Touched {
  series: Set<SeriesKey>;
  firstMs: number;
  lastMs: number;
  corrections: boolean;
  /** Of events since `liveFromMs`: evaluators look at the last hour of users, by the quarters that it lies in. */
  users: Set<string>;
  liveFromMs: number;
}

const LIVE_MS = HOUR_MS + 2 * QUARTER_MS;

export interface RecordingContext extends Recording {
  client: pg.ClientBase;
  /** Made ready, and sent with whatever goes to the database next: see send. */
  pending: Step[];
}

export function newRecording(state: RollupState, present: Date, verdicts: Map<Entry, Verdict>): Recording {
  return {
    receivedAt: present.toISOString(),
    rollups: new RollupBatch(state, present.getTime()),
    declaredTags: state.countedTags,
    verdicts,
    recorded: [],
    touched: {
      series: new Set(),
      firstMs: Number.POSITIVE_INFINITY,
      lastMs: Number.NEGATIVE_INFINITY,
      corrections: false,
      users: new Set(),
      liveFromMs: present.getTime() - LIVE_MS,
    },
  };
}

/** Sends what is pending and then `steps`, awaiting one answer for all. Before anything that reads what is pending. */
export async function send(context: RecordingContext, ...steps: Step[]): Promise<void> {
  const all = [...context.pending.splice(0), ...steps];
  if (all.length > 0) await sendTogether(context.client, all);
}

export function touch({ touched }: Recording, series: SeriesKey, timeMs: number, user: string | null): void {
  touched.series.add(series);
  if (user !== null && timeMs >= touched.liveFromMs) touched.users.add(user);
  if (timeMs < touched.firstMs) touched.firstMs = timeMs;
  if (timeMs > touched.lastMs) touched.lastMs = timeMs;
}

export function accepted(rated: RatedEvent): Verdict {
  return { id: rated.event.id, status: "accepted", costUsd: costText(rated), pricing: rated.pricing };
}

export function refused(status: "rejected" | "conflict", id: string | null, errors: FieldError[]): Verdict {
  return { id, status, costUsd: null, pricing: null, errors };
}

export const CONFLICT: FieldError = {
  pointer: "/id",
  detail:
    "an event with this tenant, source and id was already recorded with another payload; send changes as a correction (`corrects`)",
};
