import type pg from "pg";
import { formatAtto } from "@/lib/platform/decimal";
import type { FieldError } from "@/lib/platform/errors";
import type { EventResult, ParseOutcome } from "../event";
import type { IngestCaller } from "./prepare-event";
import type { RatedEvent } from "./rated-event";
import type { RollupBatch, SeriesKey } from "./rollup-changes";

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

export interface RecordingContext {
  client: pg.ClientBase;
  receivedAt: string;
  batch: { number: string; receivedAt: string };
  rollups: RollupBatch;
  declaredTags: readonly string[];
  verdicts: Map<Entry, Verdict>;
  touched: { tenants: Set<string>; seriesIds: Set<number>; first: string; last: string; corrections: boolean };
}

export function touch(context: RecordingContext, series: SeriesKey, time: string): void {
  const { touched } = context;
  touched.tenants.add(series.tenant);
  touched.seriesIds.add(series.seriesId);
  if (touched.first === "" || time < touched.first) touched.first = time;
  if (time > touched.last) touched.last = time;
}

export function accepted(rated: RatedEvent): Verdict {
  const cost = rated.effectiveCost;
  return { id: rated.event.id, status: "accepted", costUsd: cost === null ? null : formatAtto(cost), pricing: rated.pricing };
}

export function refused(status: "rejected" | "conflict", id: string | null, errors: FieldError[]): Verdict {
  return { id, status, costUsd: null, pricing: null, errors };
}

export const CONFLICT: FieldError = {
  pointer: "/id",
  detail:
    "an event with this tenant, source and id was already recorded with another payload; send changes as a correction (`corrects`)",
};
