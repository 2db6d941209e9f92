import { lockRollups, RollupBatch } from "@/lib/metering/service";
import { nowMs } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/database";
import { type Atto, atto, formatAtto } from "@/lib/platform/decimal";

/** For tests: events as they stand in the database, and their rollups written by the recorder's own code. */
export interface FixtureEvent {
  tenant: string;
  id: string;
  source: string;
  time: string;
  feature: string;
  environment: string;
  provider: string;
  model: string;
  key: string;
  user: string | null;
  tags: Record<string, string> | null;
  status: number | null;
  errorCode: string | null;
  pricing: "priced" | "reported" | "estimated" | "unpriced" | "unbilled";
  listCost: string | null;
  effectiveCost: string | null;
  savedCost: string | null;
  inputTokens: number;
  outputTokens: number;
  latencyMs: number | null;
  correctedBy: string | null;
  correlationId: string | null;
  requestId: string | null;
}

export function fixtureEvent(given: Partial<FixtureEvent> & { id: string; time: string }): FixtureEvent {
  return {
    tenant: "acme",
    source: "test",
    feature: "chat",
    environment: "production",
    provider: "openai",
    model: "gpt-4o",
    key: "",
    user: null,
    tags: null,
    status: 200,
    errorCode: null,
    pricing: "priced",
    listCost: "0.5",
    effectiveCost: "0.25",
    savedCost: null,
    inputTokens: 100,
    outputTokens: 10,
    latencyMs: 800,
    correctedBy: null,
    correlationId: null,
    requestId: null,
    ...given,
  };
}

const amount = (text: string | null): Atto | null => (text === null ? null : atto(text));

/** Sets the border between minutes and quarters, and the zone of the days, of an empty installation. */
export async function placeBorder(foldedUntil: string, dayZone: string): Promise<void> {
  await inTransaction((client) =>
    client.query("UPDATE rollup_state SET folded_until = $1, day_timezone = $2 WHERE id = 1", [foldedUntil, dayZone]),
  );
}

/** Stores events and counts them (those that were not corrected). */
export async function storeEvents(events: readonly FixtureEvent[], declaredTags: readonly string[] = []): Promise<void> {
  await inTransaction(async (client) => {
    await lockRollups(client, "shared");
    const { rows } = await client.query<{ folded_until: Date; day_timezone: string }>("SELECT * FROM rollup_state");
    const [state] = rows;
    if (!state) throw new Error("no border");
    const batch = new RollupBatch({ foldedUntilMs: state.folded_until.getTime(), dayZone: state.day_timezone }, nowMs());
    const series = new Map<string, number>();
    for (const event of events) {
      const dimensions = [event.tenant, event.feature, event.environment, event.provider, event.model, event.key];
      const name = dimensions.join("\u0000");
      let seriesId = series.get(name);
      if (seriesId === undefined) {
        const made = await client.query<{ series_id: number }>(
          `INSERT INTO series (tenant, feature, environment, provider, model, key) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (tenant, feature, environment, provider, model, key) DO UPDATE SET key = excluded.key RETURNING series_id`,
          dimensions,
        );
        seriesId = Number(made.rows[0]?.series_id);
        series.set(name, seriesId);
      }
      const labels: [string, string][] = event.user === null ? [] : [["user", event.user]];
      for (const tag of declaredTags) if (event.tags?.[tag]) labels.push([`tag:${tag}`, event.tags[tag]]);
      if (event.correctedBy !== null) continue;
      batch.add({
        series: { seriesId, ...event },
        timeMs: Date.parse(event.time),
        labels,
        sign: 1,
        measures: {
          ...event,
          listCost: amount(event.listCost),
          effectiveCost: amount(event.effectiveCost),
          savedCost: amount(event.savedCost),
          cacheReadTokens: 0,
          cacheWriteTokens: 0,
          reasoningTokens: 0,
          finishReason: null,
          attempt: null,
        },
      });
    }
    await client.query(INSERT_EVENTS, [JSON.stringify(events.map(stored))]);
    await batch.write(client);
  });
}

function stored(event: FixtureEvent) {
  return {
    ...event,
    user_id: event.user,
    error_code: event.errorCode,
    list_cost: event.listCost && formatAtto(atto(event.listCost)),
    effective_cost: event.effectiveCost,
    saved_cost: event.savedCost,
    input_tokens: event.inputTokens,
    output_tokens: event.outputTokens,
    latency_ms: event.latencyMs,
    corrected_by: event.correctedBy,
    correlation_id: event.correlationId,
    request_id: event.requestId,
  };
}

const INSERT_EVENTS = `WITH given AS (
    SELECT * FROM json_to_recordset($1::json) AS g(tenant text, id text, source text, time timestamptz, feature text, environment text,
      provider text, model text, key text, user_id text, tags json, status int, error_code text, pricing text, list_cost numeric,
      effective_cost numeric, saved_cost numeric, input_tokens bigint, output_tokens bigint, latency_ms bigint, corrected_by text,
      correlation_id text, request_id text)
  ), named AS (
    INSERT INTO event_identity (tenant, source, id, payload_hash, event_time, received_at, batch)
    SELECT tenant, source, id, '\\x00', time, time, 1 FROM given
  )
  INSERT INTO usage_event (tenant, time, source, id, received_at, feature, environment, provider, model, key, user_id, status,
    error_code, latency_ms, cache_hit, pricing, list_cost, effective_cost, saved_cost, input_tokens, output_tokens,
    cache_read_tokens, cache_write_tokens, reasoning_tokens, usage, raw_usage, rating, tags, corrected_by, correlation_id, request_id)
  SELECT tenant, time, source, id, time, feature, environment, provider, model, key, user_id, status,
    error_code, latency_ms, false, pricing, list_cost, effective_cost, saved_cost, input_tokens, output_tokens,
    0, 0, 0, '{}', '{}', '{}', tags, corrected_by, correlation_id, request_id FROM given`;
