import { pool } from "@/lib/platform/database";
import type { Grouping } from "../groupings";

const DAYS = 90;

/** Values that a dimension has had (labels: within 90 days), in order; `search` is part of the value in any case. */
export async function selectDimensionValues(by: Grouping, search: string, limit: number): Promise<string[]> {
  const pattern = `%${search.replace(/[\\%_]/g, "\\$&")}%`;
  const text =
    by.kind === "dimension"
      ? `SELECT DISTINCT ${by.name} AS value FROM series
         WHERE ${by.name} ILIKE $1 AND ${by.name} <> '' AND NOT starts_with(tenant, '__') ORDER BY 1 LIMIT $2`
      : `SELECT DISTINCT value FROM rollup_label_quarter WHERE label = $3 AND value ILIKE $1
         AND bucket >= now() - interval '${DAYS} days' AND NOT starts_with(tenant, '__') ORDER BY 1 LIMIT $2`;
  const values = by.kind === "dimension" ? [pattern, limit] : [pattern, limit, by.name];
  const { rows } = await pool().query<{ value: string }>(text, values);
  return rows.map((row) => row.value);
}
