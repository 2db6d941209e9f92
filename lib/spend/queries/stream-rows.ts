import { pool } from "@/lib/platform/database";
import type { Statement } from "./select-events";

const BATCH = 2000;

/**
 * The rows of a statement in batches through a cursor of the database: one snapshot, little
 * memory. Ends its transaction when done or when the taker stops early.
 */
export async function* streamRows<Row extends object>(statement: Statement): AsyncGenerator<Row[]> {
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    await client.query(`BEGIN READ ONLY; ${statement.plan ?? ""}`);
    await client.query(`DECLARE listed NO SCROLL CURSOR FOR ${statement.text}`, statement.values);
    for (;;) {
      const { rows } = await client.query<Row>(`FETCH ${BATCH} FROM listed`);
      if (rows.length > 0) yield rows;
      if (rows.length < BATCH) return;
    }
  } finally {
    await client.query("ROLLBACK").catch((error: Error) => {
      broken = error;
    });
    client.release(broken);
  }
}
