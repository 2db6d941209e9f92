import { nowMs } from "@/lib/platform/clock";
import type { FieldError } from "@/lib/platform/errors";
import { settings } from "@/lib/platform/settings";
import type { ParsedEvent } from "../event";
import { parseEvent } from "../parse-event";
import { type EventBuilder, lineId } from "./build-event";
import type { FileRecord } from "./csv-records";
import type { ImportOptions } from "./options";

export type ReadEvent = { ok: true; event: ParsedEvent; raw: unknown } | { ok: false; reason: string };

/** Times of a series that will be moved may lie anywhere. */
const ANY_FUTURE_MS = Number.MAX_SAFE_INTEGER;

/** One record of a file as an event, checked as the door checks events, with any past allowed. */
export function readEvent(record: FileRecord<unknown>, builder: EventBuilder, options: ImportOptions): ReadEvent {
  if (!record.ok) return record;
  const built = builder(record.value, () => lineId(record.text, record.line));
  if (!built.ok) return built;
  const outcome = parseEvent(built.raw, {
    receivedMs: nowMs(),
    defaultSource: options.source,
    defaultEnvironment: null,
    futureMs: options.shiftToNow ? ANY_FUTURE_MS : settings().COSTWARDEN_FUTURE_MINUTES * 60_000,
    pastMs: null,
  });
  if (!outcome.ok) return { ok: false, reason: reasonOf(outcome.errors) };
  return { ok: true, event: outcome.event, raw: built.raw };
}

export function reasonOf(errors: readonly FieldError[]): string {
  return errors.map(({ pointer, detail }) => (pointer ? `${pointer.slice(1)}: ${detail}` : detail)).join("; ");
}
