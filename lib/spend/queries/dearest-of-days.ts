import type pg from "pg";
import { Bindings } from "./bindings";
import { type RankedGroup, type RankedRow, rankedGroups } from "./ranked-groups";
import type { UsageQuestion } from "./usage-sources";

/** Days of one cuboid and the number that each goes by; `minutes` since the epoch. */
export interface DayRows {
  cuboid: number;
  minutes: number[];
  periods: number[];
}

/**
 * The dearest rows of these days: an index gives them, however many rows a day has. The groupings
 * are the cuboid's dimensions.
 * @param atLeast dollars, a plain decimal: only rows of that cost or more
 */
export async function dearestOfDays(
  client: pg.ClientBase,
  days: DayRows,
  question: UsageQuestion,
  limit: number,
  atLeast?: string,
): Promise<RankedGroup[]> {
  const bindings = new Bindings();
  const columns = question.groupings.map((by) => `r.${by.name}`);
  const where = [`r.cuboid = ${days.cuboid}`, "r.bucket = m.bucket", "r.requests <> 0"];
  if (question.groupings.some((by) => by.name === "tenant")) where.push("NOT starts_with(r.tenant, '__')");
  for (const { by, values } of question.filters) where.push(`r.${by.name} = ANY(${bindings.add(values)}::text[])`);
  if (atLeast !== undefined) where.push(`r.effective_cost >= ${bindings.add(atLeast)}::numeric`);
  const most = bindings.add(limit);
  const order = ["cost DESC", "requests DESC", ...columns.map((_, at) => `c${at}`)].join(", ");
  const text = `SELECT m.period, d.* FROM
      (SELECT to_timestamp(minute::float8 * 60) AS bucket, period
       FROM unnest(${bindings.add(days.minutes)}::int[], ${bindings.add(days.periods)}::int[]) AS u(minute, period)) AS m,
      LATERAL (SELECT ${[...columns.map((column, at) => `${column} AS c${at}`), "r.effective_cost AS cost", "r.requests"].join(", ")}
        FROM rollup_day AS r WHERE ${where.join(" AND ")} ORDER BY ${order} LIMIT ${most}) AS d
    ORDER BY ${order}, m.period LIMIT ${most}`;
  return rankedGroups((await client.query<RankedRow>(text, bindings.values)).rows, columns.length);
}
