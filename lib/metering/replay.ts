import { now, nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import type { Reach } from "@/lib/platform/reach";
import { settings } from "@/lib/platform/settings";
import { DAY_MS, MINUTE_MS } from "@/lib/platform/time";
import type { EventResult } from "./event";
import { parseEvent } from "./parse-event";
import { findRejected } from "./queries/find-rejected";
import { recordEvents } from "./record-events";

/**
 * Takes a rejected event in again, as sent and as of when it was received: after a setting, a
 * clock or an original that was missing has been put right. What is refused once more stays listed.
 * @throws DomainError "not_found", or "conflict" where it was taken already or something was masked
 */
export async function replayRejected(id: string, reach: Reach): Promise<EventResult> {
  const rejected = await findRejected(pool(), id);
  if (!rejected || (reach.limited && !reach.has(rejected.tenant ?? "")))
    throw new DomainError("not_found", "There is no rejected event with this id.");
  if (rejected.redacted) {
    throw new DomainError(
      "conflict",
      "Something in this event was masked before it was kept, so it is not what was sent. Send it again.",
    );
  }
  if (rejected.replayStatus === "accepted" || rejected.replayStatus === "duplicate") {
    throw new DomainError("conflict", "This event was taken by an earlier replay.");
  }
  const outcome = parseEvent(rejected.payload, {
    receivedMs: nowMs(),
    defaultSource: rejected.caller.name,
    defaultEnvironment: rejected.caller.defaultEnvironment,
    futureMs: settings().COSTWARDEN_FUTURE_MINUTES * MINUTE_MS,
    pastMs: settings().COSTWARDEN_PAST_DAYS * DAY_MS,
    reach: rejected.reach,
  });
  let result: EventResult;
  if (outcome.ok) {
    if (!outcome.event.timeGiven) {
      outcome.event.timeMs = rejected.receivedAt.getTime();
      outcome.event.time = rejected.receivedAt.toISOString();
    }
    const [recorded] = await recordEvents([outcome], [rejected.payload], rejected.caller);
    if (!recorded) throw new Error("a replayed event got no result");
    result = recorded;
  } else {
    result = { index: 0, id: outcome.id, status: "rejected", costUsd: null, pricing: null, errors: outcome.errors };
  }
  await pool().query("UPDATE rejected_event SET replayed_at = $2, replay_status = $3 WHERE id = $1", [id, now(), result.status]);
  return result;
}
