import { pool } from "@/lib/platform/database";

const CHUNK = 20_000;

/**
 * Deletes rows in short transactions, so that nobody waits for long.
 * @param table a table's name, written in this program
 * @param condition SQL over $1, $2, ...
 * @returns how many rows went
 */
export async function deleteInChunks(table: string, condition: string, values: unknown[], chunk = CHUNK): Promise<number> {
  for (let deleted = 0; ; ) {
    const { rowCount } = await pool().query(
      `DELETE FROM ONLY ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ONLY ${table} WHERE ${condition} LIMIT ${chunk}))`,
      values,
    );
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < chunk) return deleted;
  }
}
