import type pg from "pg";
import type { Dimension } from "@/lib/metering/service";

/**
 * How many combinations of `dropped` one group by `asked` has at the most, in days of [from, to].
 * The tenant is no part of the cuboid that tells; leaving it out can only make the number larger.
 */
export async function countCombinations(
  client: pg.ClientBase,
  dropped: readonly Dimension[],
  asked: readonly Dimension[],
  from: Date,
  to: Date,
): Promise<number> {
  if (dropped.length === 0) return 1;
  const groups = asked.filter((name) => name !== "tenant");
  const columns = [...groups, ...dropped].join(", ");
  const { rows } = await client.query<{ most: number | null }>(
    `SELECT max(combinations) AS most FROM (
       SELECT count(*) AS combinations FROM (SELECT DISTINCT ${columns} FROM rollup_day
         WHERE cuboid = 6 AND bucket >= $1 AND bucket <= $2) AS known
       ${groups.length > 0 ? `GROUP BY ${groups.join(", ")}` : ""}) AS counted`,
    [from, to],
  );
  return Number(rows[0]?.most ?? 0);
}
