/** Decisions: whether a call may be made, before the money is spent. The one door of this part. */
import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { removeExpiredHolds } from "./queries/reservations";

export { answerQuestions } from "./answer-questions";
export { type DecisionRequest, handleDecision } from "./handle-decision";
export { readQuestions } from "./read-questions";
export { settleReservations } from "./settle-reservations";
export { startDecisions } from "./start";

/** Reservations that expired so long ago are removed; from their expiry on they hold nothing. */
const KEPT_AFTER_EXPIRY_MS = 60_000;

export function removeExpiredReservations(): Promise<number> {
  return removeExpiredHolds(pool(), new Date(nowMs() - KEPT_AFTER_EXPIRY_MS));
}
