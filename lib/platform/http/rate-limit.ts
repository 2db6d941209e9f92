import { createHash } from "node:crypto";
import { now, nowMs } from "../clock";
import { pool } from "../database";

export interface Limit {
  /** How many attempts a window of `seconds` allows. */
  attempts: number;
  seconds: number;
}

interface RateLimit {
  /** Counts one attempt of `key`. @returns seconds to wait, or null when it is allowed */
  take(key: string): Promise<number | null>;
  /** Forgets the attempts of `key`. */
  forget(key: string): Promise<void>;
}

const digest = (key: string) => createHash("sha256").update(key).digest();

/**
 * A limit of attempts a key, counted in the database: all instances together and across restarts. A window begins with its
 * first attempt; those past the limit do not prolong it.
 */
export function rateLimit(name: string, { attempts, seconds }: Limit): RateLimit {
  return {
    async take(key) {
      const at = nowMs();
      const { rows } = await pool().query<{ attempts: number; ends_at: Date }>(
        `INSERT INTO attempt_count AS c (name, key, attempts, ends_at) VALUES ($1, $2, 1, $4)
         ON CONFLICT (name, key) DO UPDATE
           SET attempts = CASE WHEN c.ends_at <= $3 THEN 1 ELSE least(c.attempts, $5::integer) + 1 END,
             ends_at = CASE WHEN c.ends_at <= $3 THEN excluded.ends_at ELSE c.ends_at END
         RETURNING attempts, ends_at`,
        [name, digest(key), new Date(at), new Date(at + seconds * 1000), attempts],
      );
      const [row] = rows;
      if (!row || row.attempts <= attempts) return null;
      return Math.max(1, Math.ceil((row.ends_at.getTime() - at) / 1000));
    },
    async forget(key) {
      await pool().query("DELETE FROM attempt_count WHERE name = $1 AND key = $2", [name, digest(key)]);
    },
  };
}

/** Removes counts whose window is over. */
export async function forgetAttempts(): Promise<void> {
  await pool().query("DELETE FROM attempt_count WHERE ends_at <= $1", [now()]);
}
