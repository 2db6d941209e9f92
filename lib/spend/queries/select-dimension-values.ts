import { pool } from "@/lib/platform/database";
import type { Reach } from "@/lib/platform/reach";
import type { Grouping } from "../groupings";

const DAYS = 90;

/** Values that a dimension has had (labels: within 90 days), in order; `search` is part of the value in any case. */
export async function selectDimensionValues(by: Grouping, search: string, limit: number, reach: Reach): Promise<string[]> {
  const pattern = `%${search.replace(/[\\%_]/g, "\\$&")}%`;
  const text =
    by.kind === "dimension"
      ? `SELECT DISTINCT ${by.name} AS value FROM series
         WHERE ${by.name} ILIKE $1 AND ${by.name} <> '' AND NOT starts_with(tenant, '__')
         AND ($3::text[] IS NULL OR tenant = ANY ($3)) ORDER BY 1 LIMIT $2`
      : `SELECT DISTINCT value FROM rollup_label_quarter WHERE label = $4 AND value ILIKE $1
         AND bucket >= now() - interval '${DAYS} days' AND NOT starts_with(tenant, '__')
         AND ($3::text[] IS NULL OR tenant = ANY ($3)) ORDER BY 1 LIMIT $2`;
  const values = by.kind === "dimension" ? [pattern, limit, reach.tenants] : [pattern, limit, reach.tenants, by.name];
  const { rows } = await pool().query<{ value: string }>(text, values);
  return rows.map((row) => row.value);
}
