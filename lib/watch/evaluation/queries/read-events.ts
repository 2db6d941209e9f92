import type pg from "pg";
import type { JudgedEvent } from "../../facts/service";
import type { SeriesNames } from "./read-minutes";

/** A recorded event that rules may tell of, with what its answer said of the rate limit. */
export interface SeenEvent extends JudgedEvent {
  limits: {
    limitTokens: number | null;
    remainingTokens: number | null;
    limitRequests: number | null;
    remainingRequests: number | null;
  };
}

interface Row extends Omit<JudgedEvent, "timeMs"> {
  time: Date;
  limit: Record<string, unknown> | null;
}

const COLUMNS = `e.tenant, e.source, e.id, e.time, e.feature, e.environment, e.provider, e.model, e.request_model AS "requestModel", e.key,
  e.user_id AS "user", e.operation, e.status, e.error_code AS "errorCode", e.attempt, e.latency_ms::float8 AS "latencyMs", e.pricing,
  e.effective_cost::text AS "effectiveCost", e.input_tokens::float8 AS "inputTokens", e.output_tokens::float8 AS "outputTokens",
  (e.attributes->>'max_output_tokens')::float8 AS "maxOutputTokens", e.request_id AS "requestId", e.correlation_id AS "correlationId",
  e.attributes->'rate_limit' AS "limit"`;

/** As the index usage_event_notable has it. */
const NOTABLE = `(e.status >= 400 OR e.attempt > 1 OR e.error_code IS NOT NULL OR e.effective_cost >= 0.1 OR e.latency_ms >= 10000
  OR e.input_tokens + e.output_tokens >= 20000 OR e.pricing = 'unpriced')`;

const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);

const toEvent = ({ time, limit, ...event }: Row): SeenEvent => ({
  ...event,
  timeMs: time.getTime(),
  limits: {
    limitTokens: numberOf(limit?.limit_tokens),
    remainingTokens: numberOf(limit?.remaining_tokens),
    limitRequests: numberOf(limit?.limit_requests),
    remainingRequests: numberOf(limit?.remaining_requests),
  },
});

/** Events worth a look of the batches that were received at these instants. */
export async function readNotable(
  client: pg.Pool | pg.ClientBase,
  receivedMs: readonly number[],
  most: number,
): Promise<SeenEvent[]> {
  if (receivedMs.length === 0) return [];
  const { rows } = await client.query<Row>({
    name: "watched-notable",
    text: `SELECT ${COLUMNS} FROM usage_event AS e
      WHERE e.received_at = ANY($1::timestamptz[]) AND ${NOTABLE} AND NOT starts_with(e.tenant, '__') LIMIT $2`,
    values: [receivedMs.map((ms) => new Date(ms)), most],
  });
  return rows.map(toEvent);
}

/** Rows that one reading of exceeding calls takes at a time. */
const PAGE = 5000;

/** Every call of these batches that goes beyond one of the numbers, a page at a time; what is worth a look anyhow is left out. Null: every tenant, every batch. */
export async function* readExceeding(
  client: pg.Pool | pg.ClientBase,
  exceeding: readonly { column: string; above: number }[],
  { tenants, from, to, received }: { tenants: readonly string[] | null; from: Date; to: Date; received: readonly Date[] | null },
): AsyncGenerator<SeenEvent[]> {
  const beyond = exceeding.map(({ column }, at) => `${column} > $${at + 9}`).join(" OR ");
  // From the start of time: no event comes before it.
  let after: [tenant: string, time: Date, source: string, id: string] = ["", new Date(0), "", ""];
  for (let full = true; full; ) {
    const { rows } = await client.query<Row>(
      `SELECT ${COLUMNS} FROM usage_event AS e
       WHERE e.time >= $2 AND e.time <= $3${tenants === null ? " AND $1::text[] IS NULL" : " AND e.tenant = ANY($1::text[])"}
         AND ${received === null ? "$4::timestamptz[] IS NULL" : "e.received_at = ANY($4::timestamptz[])"}
         AND (e.tenant, e.time, e.source, e.id) > ($5, $6, $7, $8) AND (${beyond}) AND NOT coalesce(${NOTABLE}, false)
         AND NOT starts_with(e.tenant, '__')
       ORDER BY e.tenant, e.time, e.source, e.id LIMIT ${PAGE}`,
      [tenants, from, to, received, ...after, ...exceeding.map(({ above }) => above)],
    );
    if (rows.length > 0) yield rows.map(toEvent);
    const last = rows.at(-1);
    full = rows.length === PAGE && last !== undefined;
    if (last) after = [last.tenant, last.time, last.source, last.id];
  }
}

/** Events worth a look that were received since. */
export async function readNotableSince(client: pg.Pool | pg.ClientBase, since: Date, most: number): Promise<SeenEvent[]> {
  const { rows } = await client.query<Row>(
    `SELECT ${COLUMNS} FROM usage_event AS e
     WHERE e.received_at >= $1 AND ${NOTABLE} AND NOT starts_with(e.tenant, '__') ORDER BY e.received_at LIMIT $2`,
    [since, most],
  );
  return rows.map(toEvent);
}

/** The newest event of each series in a stretch of time: what any of its events says. */
export async function readSamples(
  client: pg.Pool | pg.ClientBase,
  series: readonly SeriesNames[],
  from: Date,
  to: Date,
): Promise<SeenEvent[]> {
  if (series.length === 0) return [];
  const column = (name: keyof SeriesNames) => series.map((each) => each[name]);
  const { rows } = await client.query<Row>({
    name: "watched-samples",
    text: `SELECT ${COLUMNS} FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
        AS s (tenant, feature, environment, provider, model, key), LATERAL (
        SELECT * FROM usage_event AS n WHERE n.tenant = s.tenant AND n.time >= $7 AND n.time <= $8 AND n.feature = s.feature
          AND n.environment = s.environment AND n.provider = s.provider AND n.model = s.model AND n.key = s.key
        ORDER BY n.time DESC LIMIT 1) AS e`,
    values: [
      column("tenant"),
      column("feature"),
      column("environment"),
      column("provider"),
      column("model"),
      column("key"),
      from,
      to,
    ],
  });
  return rows.map(toEvent);
}
