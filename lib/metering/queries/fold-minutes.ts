import type pg from "pg";
import { CUBOIDS, DIMENSIONS, HOUR_CUBOIDS } from "../cuboids";
import { countedIn, cuboidsOf, labelsOf, ROLLUP_COLUMNS, ROLLUP_SUMS, valuesOf } from "./coarser-sql";
import { addOnConflict, ROLLUP_TABLES } from "./upsert-rollup";

/** Local days or months that overlap what is folded, as two parallel arrays of instants. */
export interface Spans {
  starts: readonly Date[];
  ends: readonly Date[];
}

/** The calendar around a stretch of time. */
export interface Calendar {
  day: Spans;
  month: Spans;
}

function quarterStart(column: string): string {
  return `date_bin('15 minutes', ${column}, TIMESTAMPTZ '2000-01-01T00:00:00Z')`;
}

/** Adds the quarter rows of `folding` to an hour cuboid. */
function hourSql(cuboid: number): string {
  const within = CUBOIDS[cuboid] ?? [];
  const names = DIMENSIONS.map((dimension) => (within.includes(dimension) ? `s.${dimension}` : "''"));
  const start = "date_bin('1 hour', f.bucket, TIMESTAMPTZ '2000-01-01T00:00:00Z')";
  const grouped = [start, ...within.map((dimension) => `s.${dimension}`)].join(", ");
  return `INSERT INTO rollup_hour AS r (cuboid, bucket, ${DIMENSIONS.join(", ")}, ${ROLLUP_COLUMNS})
    SELECT ${cuboid}, ${start}, ${names.join(", ")}, ${ROLLUP_SUMS}
    FROM folding AS f JOIN series AS s ON s.tenant = f.tenant AND s.series_id = f.series_id
    WHERE ${countedIn(within, "f.tenant")} GROUP BY ${grouped} ORDER BY ${grouped} ${addOnConflict(ROLLUP_TABLES.hour)}`;
}

/** Adds what `folding` and `folding_label` hold to days and months. */
async function addDaysAndMonths(client: pg.ClientBase, calendar: Calendar): Promise<void> {
  for (const grain of ["day", "month"] as const) {
    const { starts, ends } = calendar[grain];
    const statements = [...cuboidsOf(grain, "folding"), labelsOf(grain, "folding_label"), ...valuesOf(grain, "folding_label")];
    for (const statement of statements) await client.query(statement, [starts, ends]);
  }
}

/** Makes temporary tables (dropped at commit) of quarter rows from a query's rows, and of the labels' quarters of [from, to). */
async function makeFolding(client: pg.ClientBase, select: string, range: [from: Date, to: Date]): Promise<void> {
  await client.query("DROP TABLE IF EXISTS pg_temp.folding, pg_temp.folding_label");
  await client.query(`CREATE TEMPORARY TABLE folding (LIKE rollup_quarter) ON COMMIT DROP`);
  await client.query(`INSERT INTO folding (bucket, series_id, tenant, ${ROLLUP_COLUMNS}) ${select}`, range);
  await client.query(`CREATE TEMPORARY TABLE folding_label (LIKE rollup_label_quarter) ON COMMIT DROP`);
  await client.query(`INSERT INTO folding_label SELECT * FROM rollup_label_quarter WHERE bucket >= $1 AND bucket < $2`, range);
  await client.query("ANALYZE pg_temp.folding; ANALYZE pg_temp.folding_label");
}

/**
 * Moves the minutes of [from, to) into quarters, hours, days and months, and the labels of that
 * range into their days and months. The caller holds the rollup lock exclusively and moves the border.
 */
export async function foldMinutes(client: pg.ClientBase, from: Date, to: Date, calendar: Calendar): Promise<void> {
  const minutes = `SELECT ${quarterStart("f.bucket")}, f.series_id, f.tenant, ${ROLLUP_SUMS} FROM rollup_minute AS f
     WHERE f.bucket >= $1 AND f.bucket < $2 GROUP BY 1, 2, 3`;
  await makeFolding(client, minutes, [from, to]);
  await client.query(
    `INSERT INTO rollup_quarter AS r (bucket, series_id, tenant, ${ROLLUP_COLUMNS}) SELECT bucket, series_id, tenant, ${ROLLUP_COLUMNS} FROM folding
     ORDER BY bucket, series_id, tenant ${addOnConflict(ROLLUP_TABLES.quarter)}`,
  );
  for (const cuboid of HOUR_CUBOIDS) await client.query(hourSql(cuboid));
  await addDaysAndMonths(client, calendar);
}

/** Sums all that lies before the border anew into the days and months of another zone. */
export async function rebuildDays(client: pg.ClientBase, from: Date, to: Date, calendar: Calendar): Promise<void> {
  const quarters = `SELECT bucket, series_id, tenant, ${ROLLUP_COLUMNS} FROM rollup_quarter WHERE bucket >= $1 AND bucket < $2`;
  await makeFolding(client, quarters, [from, to]);
  await addDaysAndMonths(client, calendar);
}
