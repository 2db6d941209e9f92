import type pg from "pg";

export interface Column {
  table: string;
  column: string;
  /** text, _text, json or jsonb. */
  type: string;
}

/** Every column that could hold a name: those of text, lists of text and JSON; of a partitioned table once. */
export async function readColumns(client: { query: pg.Pool["query"] }): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `SELECT c.relname::text AS table, a.attname::text AS column, t.typname::text AS type
     FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid JOIN pg_type AS t ON t.oid = a.atttypid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND a.attnum > 0 AND NOT a.attisdropped AND t.typname IN ('text', '_text', 'varchar', 'json', 'jsonb')
       AND c.relname <> '_prisma_migrations'
     ORDER BY 1, a.attnum`,
  );
  return rows;
}
