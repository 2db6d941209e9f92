import { inTransaction, pool } from "@/lib/platform/database";
import type { Statement } from "./select-events";

/** The rows of a statement, read the way that it asks for. */
export async function readRows<Row extends object>({ text, values, plan }: Statement): Promise<Row[]> {
  if (!plan) return (await pool().query<Row>(text, values)).rows;
  return inTransaction(async (client) => {
    await client.query(plan);
    return (await client.query<Row>(text, values)).rows;
  });
}
