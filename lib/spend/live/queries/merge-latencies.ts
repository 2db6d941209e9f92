import type pg from "pg";
import type { LiveDimension } from "../choices";
import { Bindings, type LiveFilters, liveConditions, liveFrom, needsSeries } from "./live-filter";

interface Question {
  filters: LiveFilters;
  from: Date;
  to: Date;
  /** Only these values, each apart; null: all usage together, under the value "". */
  only: { by: LiveDimension; values: readonly string[] } | null;
}

interface Row {
  value: string;
  bucket: number;
  requests: string | number;
}

/** Requests by latency bucket (see `percentile`), by value. An entry of a histogram is bucket * 2^32 + count. */
export async function mergeLatencies(client: pg.ClientBase, question: Question): Promise<Map<string, Map<number, number>>> {
  const { filters, from, to, only } = question;
  const values = new Bindings();
  const range = `r.bucket BETWEEN ${values.add(from)} AND ${values.add(to)}`;
  const column = only === null ? "''" : `${only.by === "tenant" ? "r" : "s"}.${only.by}`;
  const among = only === null ? "" : `AND ${column} = ANY(${values.add([...only.values])}::text[])`;
  const series = needsSeries(filters) || (only !== null && only.by !== "tenant");
  const { rows } = await client.query<Row>(
    `SELECT value, bucket, sum(entry - (bucket << 32)) AS requests FROM (
       SELECT ${column} AS value, entry, (entry + 2147483648) >> 32 AS bucket
       FROM ${liveFrom(series)} CROSS JOIN unnest(r.latency_histogram) AS entry
       WHERE ${range} ${among} AND ${liveConditions(filters, values)}) AS entries
     GROUP BY 1, 2`,
    values.values,
  );
  const found = new Map<string, Map<number, number>>();
  for (const { value, bucket, requests } of rows) {
    const histogram = found.get(value) ?? new Map<number, number>();
    histogram.set(Number(bucket), Number(requests));
    found.set(value, histogram);
  }
  return found;
}
