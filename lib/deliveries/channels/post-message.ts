import { nowMs } from "@/lib/platform/clock";
import { isOutgoingError } from "../outgoing/outgoing-error";
import { type Posting, post } from "../outgoing/post";
import { retryAfterMs } from "../outgoing/retry-after";
import type { Outcome, Receipt } from "./kind";

/** Posts JSON and says what the answer means; `judge` knows the answers of a service that differ from what HTTP says. */
export async function postMessage(
  posting: Posting,
  judge: (status: number, text: string) => Outcome | undefined = () => undefined,
): Promise<Receipt> {
  try {
    const { status, text, retryAfter } = await post({
      ...posting,
      headers: { "content-type": "application/json", ...posting.headers },
    });
    const outcome = judge(status, text) ?? usualOutcome(status);
    return {
      outcome,
      status,
      answer: text,
      error: outcome === "ok" ? null : wordsFor(status),
      retryAfterMs: outcome === "retry" ? retryAfterMs(retryAfter, nowMs()) : null,
    };
  } catch (error) {
    if (!isOutgoingError(error)) throw error;
    return { outcome: error.refused ? "refused" : "retry", status: null, answer: "", error: error.message, retryAfterMs: null };
  }
}

/** Whatever may be a passing fault of the receiver's is tried again: also a 404 while it is being deployed. */
function usualOutcome(status: number): Outcome {
  if (status >= 200 && status < 300) return "ok";
  return status === 410 ? "gone" : "retry";
}

function wordsFor(status: number): string {
  if (status >= 300 && status < 400) return `The receiver answered ${status}, a redirect, which is not followed`;
  if (status === 410) return "The receiver answered 410: it wants no more messages";
  if (status === 429) return "The receiver answered 429: too many messages";
  return `The receiver answered ${status}`;
}
