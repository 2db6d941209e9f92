import type pg from "pg";
import { CUBOIDS, DAY_CUBOIDS, DIMENSIONS, HOUR_CUBOIDS } from "../cuboids";
import { MEASURE_COLUMNS } from "../recording/measures";
import { addOnConflict, ROLLUP_TABLES } from "./upsert-rollup";

const MEASURES = MEASURE_COLUMNS.map(([column]) => column);
const COLUMNS = [...MEASURES, "latency_histogram"].join(", ");
const SUMS = [
  ...MEASURES.map(
    (column) => `sum(f.${column})${MEASURE_COLUMNS.find(([name]) => name === column)?.[1] === "bigint" ? "::bigint" : ""}`,
  ),
  "merge_histogram(f.latency_histogram)",
].join(", ");

/** Local days that overlap what is folded, as two parallel arrays of instants. */
export interface Days {
  starts: readonly Date[];
  ends: readonly Date[];
}

function quarterStart(column: string): string {
  return `date_bin('15 minutes', ${column}, TIMESTAMPTZ '2000-01-01T00:00:00Z')`;
}

/** Adds the quarter rows of [from, to), read from `source`, to the cuboids of one grain. */
function cuboidSql(table: "rollup_hour" | "rollup_day", cuboid: number): string {
  const within = CUBOIDS[cuboid] ?? [];
  const names = DIMENSIONS.map((dimension) => (within.includes(dimension) ? `s.${dimension}` : "''"));
  const day = table === "rollup_day";
  const start = day ? "d.day_start" : "date_bin('1 hour', f.bucket, TIMESTAMPTZ '2000-01-01T00:00:00Z')";
  const grouped = [start, ...within.map((dimension) => `s.${dimension}`)];
  return `INSERT INTO ${table} AS r (cuboid, bucket, ${DIMENSIONS.join(", ")}, ${COLUMNS})
    SELECT ${cuboid}, ${start}, ${names.join(", ")}, ${SUMS}
    FROM folding AS f JOIN series AS s ON s.tenant = f.tenant AND s.series_id = f.series_id
    ${day ? "JOIN unnest($1::timestamptz[], $2::timestamptz[]) AS d(day_start, day_end) ON f.bucket >= d.day_start AND f.bucket < d.day_end" : ""}
    GROUP BY ${grouped.join(", ")}
    ORDER BY ${grouped.join(", ")}
    ${addOnConflict(day ? ROLLUP_TABLES.day : ROLLUP_TABLES.hour)}`;
}

/** Derives every hour and day row from the quarter rows that the temporary table `folding` holds. */
export async function addCuboids(client: pg.ClientBase, days: Days): Promise<void> {
  for (const cuboid of HOUR_CUBOIDS) await client.query(cuboidSql("rollup_hour", cuboid));
  for (const cuboid of DAY_CUBOIDS) await client.query(cuboidSql("rollup_day", cuboid), [days.starts, days.ends]);
}

/** Makes the temporary table `folding` (dropped at commit) of quarter rows from a query's rows. */
async function makeFolding(client: pg.ClientBase, select: string, values: unknown[]): Promise<void> {
  await client.query("DROP TABLE IF EXISTS pg_temp.folding");
  await client.query(`CREATE TEMPORARY TABLE folding (LIKE rollup_quarter) ON COMMIT DROP`);
  await client.query(`INSERT INTO folding (bucket, series_id, tenant, ${COLUMNS}) ${select}`, values);
}

/**
 * Moves the minutes of [from, to) into quarters, hours and days, and the labels of that range
 * into label days. The caller holds the rollup lock exclusively and moves the border.
 */
export async function foldMinutes(client: pg.ClientBase, from: Date, to: Date, days: Days): Promise<void> {
  await makeFolding(
    client,
    `SELECT ${quarterStart("f.bucket")}, f.series_id, f.tenant, ${SUMS} FROM rollup_minute AS f
     WHERE f.bucket >= $1 AND f.bucket < $2 GROUP BY 1, 2, 3`,
    [from, to],
  );
  await client.query(
    `INSERT INTO rollup_quarter AS r (bucket, series_id, tenant, ${COLUMNS}) SELECT bucket, series_id, tenant, ${COLUMNS} FROM folding
     ORDER BY bucket, series_id, tenant ${addOnConflict(ROLLUP_TABLES.quarter)}`,
  );
  await addCuboids(client, days);
  await client.query(
    `INSERT INTO rollup_label_day AS r (bucket, label, value, series_id, tenant, ${COLUMNS})
     SELECT d.day_start, f.label, f.value, f.series_id, f.tenant, ${SUMS}
     FROM rollup_label_quarter AS f
     JOIN unnest($3::timestamptz[], $4::timestamptz[]) AS d(day_start, day_end) ON f.bucket >= d.day_start AND f.bucket < d.day_end
     WHERE f.bucket >= $1 AND f.bucket < $2
     GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
     ${addOnConflict(ROLLUP_TABLES.labelDay)}`,
    [from, to, days.starts, days.ends],
  );
}

/** Sums all that lies before the border anew into the days of another zone: `rollup_day` and `rollup_label_day`. */
export async function rebuildDays(client: pg.ClientBase, from: Date, to: Date, days: Days): Promise<void> {
  await makeFolding(
    client,
    `SELECT bucket, series_id, tenant, ${COLUMNS} FROM rollup_quarter WHERE bucket >= $1 AND bucket < $2`,
    [from, to],
  );
  for (const cuboid of DAY_CUBOIDS) await client.query(cuboidSql("rollup_day", cuboid), [days.starts, days.ends]);
  await client.query(
    `INSERT INTO rollup_label_day AS r (bucket, label, value, series_id, tenant, ${COLUMNS})
     SELECT d.day_start, f.label, f.value, f.series_id, f.tenant, ${SUMS}
     FROM rollup_label_quarter AS f
     JOIN unnest($3::timestamptz[], $4::timestamptz[]) AS d(day_start, day_end) ON f.bucket >= d.day_start AND f.bucket < d.day_end
     WHERE f.bucket >= $1 AND f.bucket < $2 GROUP BY 1, 2, 3, 4, 5
     ${addOnConflict(ROLLUP_TABLES.labelDay)}`,
    [from, to, days.starts, days.ends],
  );
}
