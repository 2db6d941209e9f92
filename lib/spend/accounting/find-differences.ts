import type pg from "pg";
import { plainDecimal } from "@/lib/platform/decimal";
import { rfc3339 } from "@/lib/platform/time";
import type { Check } from "./checks";

export interface Difference {
  tier: string;
  bucket_start: string;
  dimensions: Record<string, string>;
  measure: string;
  events: string;
  rollups: string;
}

type Row = Record<string, string | number | Date | null>;

const text = (value: Row[string] | undefined) => plainDecimal(String(value ?? 0)) ?? "0";

/** The rows in which two tiers differ, the earliest bucket first, one entry a measure. */
export async function findDifferences(
  client: pg.ClientBase,
  check: Check,
  values: unknown[],
  limit: number,
): Promise<Difference[]> {
  const { keys, measures } = check;
  const side = (table: string) => measures.map((name) => `coalesce(${table}.${name}, 0)`).join(", ");
  const columns = measures.flatMap((name) => [`e.${name} AS e_${name}`, `r.${name} AS r_${name}`]).join(", ");
  const { rows } = await client.query<Row>(
    `WITH e AS MATERIALIZED (${check.expected}), r AS MATERIALIZED (${check.actual})
     SELECT ${keys.join(", ")}, ${columns} FROM e FULL JOIN r USING (${keys.join(", ")})
     WHERE ROW(${side("e")}) IS DISTINCT FROM ROW(${side("r")}) ORDER BY ${keys.join(", ")} LIMIT ${limit}`,
    values,
  );
  return rows.flatMap((row) =>
    measures
      .filter((name) => text(row[`e_${name}`]) !== text(row[`r_${name}`]))
      .map((measure) => ({
        tier: check.tier,
        bucket_start: row.bucket instanceof Date ? rfc3339(row.bucket.getTime()) : "",
        dimensions: Object.fromEntries(keys.filter((key) => key !== "bucket").map((key) => [key, String(row[key])])),
        measure,
        events: text(row[`e_${measure}`]),
        rollups: text(row[`r_${measure}`]),
      })),
  );
}
