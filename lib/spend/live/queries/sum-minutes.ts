import type pg from "pg";
import { Bindings, type LiveFilters, liveConditions, liveFrom, needsSeries } from "./live-filter";
import { LIVE_SUMS, type LiveRow } from "./live-sums";

/** All usage of each minute of [from, to], as far as there was any. */
export async function sumMinutes(
  client: pg.ClientBase,
  filters: LiveFilters,
  from: Date,
  to: Date,
): Promise<(LiveRow & { bucket: Date })[]> {
  const values = new Bindings();
  const range = `r.bucket BETWEEN ${values.add(from)} AND ${values.add(to)}`;
  const { rows } = await client.query<LiveRow & { bucket: Date }>(
    `SELECT r.bucket, ${LIVE_SUMS} FROM ${liveFrom(needsSeries(filters))}
     WHERE ${range} AND ${liveConditions(filters, values)} GROUP BY r.bucket`,
    values.values,
  );
  return rows;
}
