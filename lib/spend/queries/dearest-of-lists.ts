import type pg from "pg";
import type { Atto } from "@/lib/platform/decimal";
import { atto } from "@/lib/platform/decimal";
import { Bindings } from "./bindings";
import { hasTenant, NOT_RESERVED, type TierBuckets, tableOf, type UsageQuestion, type UsageSource } from "./usage-sources";

/** A row of one bucket; `list` numbers the buckets of the parts, one part after another. */
export interface ListedRow {
  list: number;
  values: string[];
  cost: Atto;
}

type Row = Record<string, string | number>;

/**
 * The dearest `depth` rows of each bucket of days and months: an index gives them, however many
 * rows a bucket has. The groupings are the dimensions (and the label) of the cuboid that is read,
 * or all of them; then there are no filters.
 */
export async function dearestOfLists(
  client: pg.ClientBase,
  source: UsageSource & { kind: "rollups" },
  parts: readonly TierBuckets[],
  question: UsageQuestion,
  depth: number,
): Promise<ListedRow[]> {
  const bindings = new Bindings();
  const most = bindings.add(depth);
  const width = question.groupings.length;
  let first = 0;
  const texts = parts.map((part) => {
    const { table, cube, cuboid } = tableOf(source, part.tier);
    const where = ["r.bucket = m.bucket", "r.requests <> 0", ...(cube ? [`r.cuboid = ${cuboid}`] : [])];
    if (!cube || hasTenant(cuboid)) where.push(NOT_RESERVED("r.tenant"));
    if (source.label !== null) where.push(`r.label = ${bindings.add(source.label)}`, "r.value <> ''");
    for (const { by, values } of question.filters) {
      where.push(`${by.kind === "label" ? "r.value" : `r.${by.name}`} = ANY(${bindings.add(values)}::text[])`);
    }
    const map = `(SELECT to_timestamp(minute::float8 * 60) AS bucket, at + ${first} - 1 AS list
      FROM unnest(${bindings.add(part.minutes)}::int[]) WITH ORDINALITY AS u(minute, at)) AS m`;
    first += part.minutes.length;
    const names = question.groupings.map((by) => (by.kind === "label" ? "value" : by.name));
    const keys = cube ? [...new Set(names)] : ["tenant", "series_id", "value"];
    const columns = names.map((name, at) => `${cube || name === "value" ? "d" : "s"}.${name} AS c${at}`);
    return `SELECT m.list, ${columns.join(", ")}, d.cost FROM ${map}, LATERAL (SELECT ${keys.map((name) => `r.${name}`).join(", ")}, r.effective_cost AS cost
      FROM ${table} AS r WHERE ${where.join(" AND ")} ORDER BY r.effective_cost DESC LIMIT ${most}) AS d
      ${cube ? "" : "JOIN series AS s ON s.tenant = d.tenant AND s.series_id = d.series_id"}`;
  });
  const { rows } = await client.query<Row>(texts.join("\nUNION ALL\n"), bindings.values);
  return rows.map((row) => ({
    list: Number(row.list),
    values: Array.from({ length: width }, (_, at) => String(row[`c${at}`])),
    cost: atto(row.cost ?? 0),
  }));
}
