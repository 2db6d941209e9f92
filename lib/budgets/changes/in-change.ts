import type pg from "pg";
import { bumpVersion } from "@/lib/platform/change-versions";
import { inTransaction } from "@/lib/platform/database";
import type { Reach } from "@/lib/platform/reach";
import type { BudgetRecord } from "../model/budget";
import { loadBudgets } from "../queries/load-budgets";
import { notFound } from "./faults";

/** Changes of budgets come one after another: what is checked stays true until it is written. */
const BUDGET_LOCK = 7_310_011;

export const BUDGETS_VERSION = "budgets";

/** A change of budgets; every instance follows within a second of its commit. */
export async function inChange<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return inTransaction(async (client) => {
    await client.query("SELECT pg_advisory_xact_lock($1)", [BUDGET_LOCK]);
    const result = await work(client);
    await bumpVersion(client, BUDGETS_VERSION);
    return result;
  });
}

/** @throws not_found, also for a budget out of reach */
export async function loadBudget(client: pg.Pool | pg.ClientBase, id: string, reach: Reach): Promise<BudgetRecord> {
  const [found] = await loadBudgets(client, { ids: [id], reach });
  if (!found) throw notFound(id);
  return found;
}
