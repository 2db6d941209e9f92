import { createHash } from "node:crypto";
import { now, nowMs } from "./clock";
import { pool } from "./database";
import { DomainError } from "./errors";
import { MINUTE_MS } from "./time";

/** A request of this age that never got its answer was cut off: it may be made anew. */
const ABANDONED_MS = MINUTE_MS;
const KEPT_HOURS = 24;
const MOST_CHARACTERS = 255;

interface Once {
  /** Keys of different callers are different keys. */
  caller: string;
  /** The header as sent: a quoted string (RFC 8941) or bare. */
  header: string;
  /** All that the request asks: another content under the same key is a mistake. */
  content: string;
}

interface GivenAnswer {
  status: number;
  body: string;
}

interface Row {
  request_hash: string;
  status: number | null;
  body: string | null;
  created_at: Date;
}

function keyOf(header: string): string {
  const quoted = /^"(.*)"$/.exec(header.trim());
  const key = quoted?.[1] ?? header.trim();
  if (/^[\x21-\x7e]+$/.test(key) && key.length <= MOST_CHARACTERS) return key;
  throw new DomainError("validation_failed", `Idempotency-Key: must be 1 to ${MOST_CHARACTERS} visible ASCII characters.`, {
    errors: [{ pointer: "/header/Idempotency-Key", detail: `must be 1 to ${MOST_CHARACTERS} visible ASCII characters` }],
  });
}

/**
 * Does `work` at most once for a caller's key and gives its answer again to who asks again. What fails
 * is not remembered: it changed nothing and may be sent again.
 * @throws idempotency_mismatch for another request under the key, conflict while the first is under way
 */
export async function once(asked: Once, work: () => Promise<GivenAnswer>): Promise<GivenAnswer & { replayed: boolean }> {
  const key = keyOf(asked.header);
  const names = [asked.caller, key];
  const hash = createHash("sha256").update(asked.content).digest("hex");
  const claimed = await pool().query(
    `INSERT INTO idempotency_answer (caller, key, request_hash, created_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (caller, key) DO UPDATE SET request_hash = excluded.request_hash, created_at = excluded.created_at
     WHERE idempotency_answer.status IS NULL AND idempotency_answer.created_at < $5`,
    [...names, hash, now(), new Date(nowMs() - ABANDONED_MS)],
  );
  if (claimed.rowCount === 0) return { ...(await answerGiven(names, hash)), replayed: true };
  try {
    const answer = await work();
    await pool().query("UPDATE idempotency_answer SET status = $3, body = $4 WHERE caller = $1 AND key = $2", [
      ...names,
      answer.status,
      answer.body,
    ]);
    return { ...answer, replayed: false };
  } catch (error) {
    await pool().query("DELETE FROM idempotency_answer WHERE caller = $1 AND key = $2 AND status IS NULL", names);
    throw error;
  }
}

async function answerGiven(names: string[], hash: string): Promise<GivenAnswer> {
  const { rows } = await pool().query<Row>(
    "SELECT request_hash, status, body, created_at FROM idempotency_answer WHERE caller = $1 AND key = $2",
    names,
  );
  const [row] = rows;
  if (row && row.request_hash !== hash)
    throw new DomainError("idempotency_mismatch", "This Idempotency-Key was sent with another request; use a new one.");
  if (!row || row.status === null || row.body === null)
    throw new DomainError("conflict", "The first request with this Idempotency-Key is still under way.", {
      retryAfterSeconds: 1,
    });
  return { status: row.status, body: row.body };
}

/** Forgets answers of more than a day ago. */
export async function forgetAnswers(): Promise<void> {
  await pool().query("DELETE FROM idempotency_answer WHERE created_at < $1", [new Date(nowMs() - KEPT_HOURS * 60 * MINUTE_MS)]);
}
