import { pool } from "@/lib/platform/database";

/** The version of a thing that instances share; 0 before its first change. */
export async function readVersion(name: string): Promise<number> {
  const { rows } = await pool().query<{ version: number }>("SELECT version FROM change_version WHERE name = $1", [name]);
  return rows[0]?.version ?? 0;
}
