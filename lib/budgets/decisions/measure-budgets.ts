import type pg from "pg";
import { pool } from "@/lib/platform/database";
import { organisation } from "@/lib/platform/organisation";
import { UsageReader } from "@/lib/spend/service";
import { limitAt } from "../model/limits";
import { spanAt } from "../model/periods";
import { loadBudgets } from "../queries/load-budgets";
import { amountIn } from "../readings/groups";
import { holdKey } from "./reserved";

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
  client: pg.PoolClient,
  targets: readonly { budgetId: string; subject: string | null }[],
  atMs: number,
): Promise<Map<string, Measured>> {
  const measured = new Map<string, Measured>();
  const budgets = await loadBudgets(client, { ids: [...new Set(targets.map((each) => each.budgetId))], archived: false });
  const byId = new Map(budgets.map((budget) => [budget.id, budget]));
  const { timezone: zone, week_starts_on: weekStartsOn } = organisation();
  const reader = await UsageReader.open(client);
  for (const { budgetId, subject } of targets) {
    const budget = byId.get(budgetId);
    const limit = budget && limitAt(budget, atMs);
    if (budget?.mode !== "block" || limit === null || limit === undefined) continue;
    const span = spanAt(budget.period, atMs, { zone, weekStartsOn });
    const filters = { ...budget.scope, ...(budget.each !== null && subject !== null ? { [budget.each]: [subject] } : {}) };
    const { rows } = await reader.sum({ groupBy: [], filters, cuts: [span.startMs, span.endMs] });
    const spent = rows.reduce((sum, row) => sum + amountIn(row, budget.measure), 0n);
    measured.set(holdKey(budgetId, subject), { spent, limit, resetsAtMs: span.resetsAtMs });
  }
  return measured;
}
