import { nowMs } from "@/lib/platform/clock";
import type { EventResult } from "./event";
import { parseEvent } from "./parse-event";
import { recordEvents } from "./record-events";

/** Anything that is no reserved name: what comes from outside may not use one, so it is put in after parsing. */
const STAND_IN = "canary";

/**
 * Records an event of the process itself, of a reserved tenant: the way of every event from parsing to the commit.
 * @throws Error when it was not accepted
 */
export async function recordSynthetic(event: { tenant: string; source: string } & Record<string, unknown>): Promise<EventResult> {
  const outcome = parseEvent(
    { ...event, tenant: STAND_IN },
    { receivedMs: nowMs(), defaultSource: event.source, defaultEnvironment: null, futureMs: 0, pastMs: null },
  );
  if (!outcome.ok) throw new Error(`a synthetic event is not valid: ${JSON.stringify(outcome.errors)}`);
  const own = { ...outcome, event: { ...outcome.event, tenant: event.tenant } };
  const caller = { id: null, name: event.source, defaultEnvironment: null, trustsReportedCost: true };
  const [result] = await recordEvents([own], [event], caller);
  if (result?.status !== "accepted") throw new Error(`a synthetic event was not recorded: ${JSON.stringify(result)}`);
  return result;
}
