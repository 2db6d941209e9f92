import type { ClientBase } from "pg";
import { escapeIdentifier } from "pg";
import type { BackupHeader, BackupTable } from "./format";

/**
 * The tables of the ledger, a table after those it refers to, with the columns that can be copied:
 * not generated ones, and no transaction numbers (xid8), which mean nothing in another database.
 */
async function listTables(client: ClientBase): Promise<Omit<BackupTable, "rows">[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; refers: string[] }>(`
    SELECT c.relname::text AS name,
           array(SELECT a.attname::text FROM pg_attribute a
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                   AND a.atttypid <> 'xid8'::regtype
                 ORDER BY a.attnum) AS columns,
           array(SELECT f.confrelid::regclass::text FROM pg_constraint f
                 WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid <> c.oid) AS refers
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND c.relname <> '_prisma_migrations'
    ORDER BY c.relname`);
  const placed: Omit<BackupTable, "rows">[] = [];
  const waiting = [...rows];
  while (waiting.length > 0) {
    const at = waiting.findIndex(({ refers }) => refers.every((name) => !waiting.some((other) => other.name === name)));
    const [next] = waiting.splice(Math.max(at, 0), 1);
    if (next) placed.push({ name: next.name, columns: next.columns });
  }
  return placed;
}

async function listSequences(client: ClientBase): Promise<BackupHeader["sequences"]> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(`
    SELECT t.relname::text AS table, a.attname::text AS column, s.relname::text AS sequence
    FROM pg_depend d
    JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
    JOIN pg_class t ON t.oid = d.refobjid
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
    WHERE d.classid = 'pg_class'::regclass AND d.deptype IN ('i', 'a') AND t.relnamespace = 'public'::regnamespace
    ORDER BY 1, 2`);
  const sequences: BackupHeader["sequences"] = [];
  for (const { table, column, sequence } of rows) {
    const state = await client.query<{ last_value: string; is_called: boolean }>(
      `SELECT last_value::text AS last_value, is_called FROM ${escapeIdentifier(sequence)}`,
    );
    if (state.rows[0]) sequences.push({ table, column, ...state.rows[0] });
  }
  return sequences;
}

async function listPartitions(client: ClientBase): Promise<BackupHeader["partitions"]> {
  const { rows } = await client.query<BackupHeader["partitions"][number]>(`
    SELECT c.relname::text AS name, p.relname::text AS parent, pg_get_expr(c.relpartbound, c.oid) AS bound
    FROM pg_inherits i
    JOIN pg_class c ON c.oid = i.inhrelid
    JOIN pg_class p ON p.oid = i.inhparent AND p.relkind = 'p'
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT'
    ORDER BY c.relname`);
  return rows;
}

/** What the database holds in this transaction's snapshot. The caller has set its time zone to UTC. */
export async function describeDatabase(
  client: ClientBase,
): Promise<Pick<BackupHeader, "migrations" | "partitions" | "tables" | "sequences">> {
  const migrations = await client.query<{ name: string; checksum: string }>(
    `SELECT migration_name AS name, checksum FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  );
  const tables: BackupTable[] = [];
  for (const table of await listTables(client)) {
    const counted = await client.query<{ rows: string }>(`SELECT count(*)::text AS rows FROM ${escapeIdentifier(table.name)}`);
    tables.push({ ...table, rows: Number(counted.rows[0]?.rows ?? 0) });
  }
  return {
    migrations: migrations.rows,
    partitions: await listPartitions(client),
    tables,
    // After the snapshot was taken: a number that is visible in it has been drawn already.
    sequences: await listSequences(client),
  };
}
