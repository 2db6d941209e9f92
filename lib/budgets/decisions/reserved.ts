import { now } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { atto } from "@/lib/platform/decimal";
import { singleton } from "@/lib/platform/singleton";
import { sumReserved } from "./queries/reservations";

/** What is set aside by budget and subject, as this instance last read it; empty where nothing is. */
const state = singleton("reservedAmounts", () => ({ amounts: new Map<string, bigint>() }));

/** One text for a budget and the value of a template's dimension. */
export function holdKey(budgetId: string, subject: string | null): string {
  return subject === null ? budgetId : `${budgetId}\u001f${subject}`;
}

export async function readReserved(): Promise<void> {
  const rows = await sumReserved(pool(), null, now());
  state.amounts = new Map(rows.map((row) => [holdKey(row.budget_id, row.subject === "" ? null : row.subject), atto(row.amount)]));
}

/** Set aside of a budget, in 10^-18 of its unit. */
export function reservedOf(budgetId: string, subject: string | null): bigint {
  return state.amounts.size === 0 ? 0n : (state.amounts.get(holdKey(budgetId, subject)) ?? 0n);
}
