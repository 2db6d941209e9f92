import type pg from "pg";
import { pool } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";

/** Where a blocking budget stands in one snapshot of the database, in 10^-18 of its unit. */
export interface Measured {
  spent: bigint;
  limit: bigint;
  resetsAtMs: number;
}

/** Of all advisory locks, those of reservations. */
const LOCKS =
  "SELECT pg_advisory_lock(id) FROM (SELECT DISTINCT hashtextextended(key, 7220412) AS id FROM unnest($1::text[]) AS key ORDER BY id) AS locks";
const UNLOCKS =
  "SELECT pg_advisory_unlock(id) FROM (SELECT DISTINCT hashtextextended(key, 7220412) AS id FROM unnest($1::text[]) AS key) AS locks";

/**
 * Runs `work` in a transaction whose snapshot is taken only after the locks of the keys are held, in the order of
 * their numbers: it sees all that those before it have committed. The locks outlive the commit and end with
 * the connection, so a process that dies leaves none behind.
 */
export async function whileLocked<T>(keys: readonly string[], work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    await client.query(LOCKS, [keys]);
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    await client.query(UNLOCKS, [keys]).catch((failure: Error) => {
      broken = failure;
    });
    client.release(broken);
  }
}

/** What was spent of budgets that block, and their limits; others are not in it. Read from the rollups, as everywhere. */
export async function measureBudgets(
  _client: pg.PoolClient,
  _targets: readonly { budgetId: string; subject: string | null }[],
  _atMs: number,
): Promise<Map<string, Measured>> {
  throw new DomainError("unavailable", "Reservations need budgets to be readable.");
}
