import type pg from "pg";
import { MINUTE_MS } from "@/lib/platform/time";

/** What one series counted in one minute, in the order of FIELDS. */
export interface SeriesMinute {
  seriesId: number;
  minute: number;
  values: Float64Array;
}

/** In the order of FIELDS; dollars as floats. */
const COLUMNS = `m.requests::float8, (m.input_tokens + m.output_tokens)::float8, m.effective_cost::float8, m.output_tokens::float8,
  m.errors::float8, m.rate_limited::float8, m.server_errors::float8, m.retries::float8, m.finished_length::float8,
  m.finished_filter::float8, m.input_tokens::float8, m.cache_read_tokens::float8`;
const HEAD = "m.series_id, (extract(epoch FROM m.bucket) / 60)::int4";

const toMinutes = (rows: (number | string)[][]): SeriesMinute[] =>
  rows.map(([seriesId, minute, ...values]) => ({
    seriesId: Number(seriesId),
    minute: Number(minute),
    values: Float64Array.from(values as number[]),
  }));

/** The minutes of these series that have any usage; pairs as two parallel lists. */
export async function readMinutes(
  client: pg.Pool | pg.ClientBase,
  pairs: readonly (readonly [minute: number, seriesId: number])[],
): Promise<SeriesMinute[]> {
  if (pairs.length === 0) return [];
  const { rows } = await client.query<(number | string)[]>({
    name: "watched-minutes",
    rowMode: "array",
    text: `SELECT ${HEAD}, ${COLUMNS} FROM unnest($1::timestamptz[], $2::bigint[]) AS asked (bucket, series_id)
      JOIN rollup_minute AS m ON m.bucket = asked.bucket AND m.series_id = asked.series_id
      WHERE NOT starts_with(m.tenant, '__')`,
    values: [pairs.map(([minute]) => new Date(minute * MINUTE_MS)), pairs.map(([, seriesId]) => seriesId)],
  });
  return toMinutes(rows);
}

/** Everything of [from, to], minutes since the epoch. */
export async function readAllMinutes(client: pg.Pool | pg.ClientBase, from: number, to: number): Promise<SeriesMinute[]> {
  const { rows } = await client.query<(number | string)[]>({
    rowMode: "array",
    text: `SELECT ${HEAD}, ${COLUMNS} FROM rollup_minute AS m
      WHERE m.bucket >= $1 AND m.bucket <= $2 AND NOT starts_with(m.tenant, '__')`,
    values: [new Date(from * MINUTE_MS), new Date(to * MINUTE_MS)],
  });
  return toMinutes(rows);
}

export interface SeriesNames {
  tenant: string;
  feature: string;
  environment: string;
  provider: string;
  model: string;
  key: string;
}

export async function readSeries(client: pg.Pool | pg.ClientBase, ids: readonly number[]): Promise<Map<number, SeriesNames>> {
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<SeriesNames & { series_id: number }>(
    "SELECT series_id, tenant, feature, environment, provider, model, key FROM series WHERE series_id = ANY($1::bigint[])",
    [ids],
  );
  return new Map(rows.map(({ series_id, ...names }) => [Number(series_id), names]));
}
