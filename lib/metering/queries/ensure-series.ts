import type pg from "pg";
import type { SeriesKey } from "../recording/rollup-changes";
import { SEPARATOR, textArray } from "./joined-text";

const NAMES = ["tenant", "feature", "environment", "provider", "model", "key"] as const;
export type SeriesNames = Omit<SeriesKey, "seriesId">;

export function seriesText(names: SeriesNames): string {
  return `${names.tenant}\u001f${names.feature}\u001f${names.environment}\u001f${names.provider}\u001f${names.model}\u001f${names.key}`;
}

const UNNEST = `unnest(${NAMES.map((_, at) => textArray(at + 1)).join(", ")}) AS u(${NAMES.join(", ")})`;

/**
 * Numbers series that are not numbered yet. Runs outside the recording transaction: a series
 * without events does no harm, and a rolled back one would leave wrong numbers in caches.
 */
export async function ensureSeries(pool: pg.Pool, wanted: readonly SeriesNames[]): Promise<SeriesKey[]> {
  const sorted = [...wanted].sort((a, b) => (seriesText(a) < seriesText(b) ? -1 : 1));
  const values = NAMES.map((name) => sorted.map((series) => series[name]).join(SEPARATOR));
  await pool.query(
    `INSERT INTO series (${NAMES.join(", ")}) SELECT u.* FROM ${UNNEST}
     WHERE NOT EXISTS (SELECT FROM series AS s WHERE ${NAMES.map((name) => `s.${name} = u.${name}`).join(" AND ")})
     ON CONFLICT DO NOTHING`,
    values,
  );
  const { rows } = await pool.query<Record<(typeof NAMES)[number], string> & { series_id: number }>(
    `SELECT s.series_id, ${NAMES.map((name) => `s.${name}`).join(", ")} FROM ${UNNEST} JOIN series AS s USING (${NAMES.join(", ")})`,
    values,
  );
  return rows.map(({ series_id, ...names }) => ({ seriesId: series_id, ...names }));
}
