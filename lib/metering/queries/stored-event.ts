import { atto } from "@/lib/platform/decimal";
import type { Pricing } from "../event";
import { labelsOf } from "../recording/change-of";
import type { RollupChange } from "../recording/rollup-changes";

/** SQL of what a stored event adds to the rollups: `e` is usage_event, `s` its series. */
export const STORED_EVENT_COLUMNS = `e.tenant, e.source, e.id, e.feature, e.environment, e.provider, e.model, e.key, e.user_id, e.tags,
  to_char(e.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS time_text,
  floor(extract(epoch FROM e.time) * 1000)::bigint AS time_ms,
  e.pricing, e.list_cost, e.effective_cost, e.saved_cost, e.input_tokens, e.output_tokens, e.cache_read_tokens,
  e.cache_write_tokens, e.reasoning_tokens, e.latency_ms, e.status, e.error_code, e.finish_reason, e.attempt, s.series_id`;

export const SERIES_JOIN = `JOIN series AS s ON s.tenant = e.tenant AND s.feature = e.feature AND s.environment = e.environment
  AND s.provider = e.provider AND s.model = e.model AND s.key = e.key`;

export interface StoredEventRow {
  tenant: string;
  source: string;
  id: string;
  feature: string;
  environment: string;
  provider: string;
  model: string;
  key: string;
  user_id: string | null;
  tags: Record<string, string> | null;
  time_text: string;
  time_ms: number;
  pricing: Pricing;
  list_cost: string | null;
  effective_cost: string | null;
  saved_cost: string | null;
  input_tokens: number;
  output_tokens: number;
  cache_read_tokens: number;
  cache_write_tokens: number;
  reasoning_tokens: number;
  latency_ms: number | null;
  status: number | null;
  error_code: string | null;
  finish_reason: string | null;
  attempt: number | null;
  series_id: number;
}

/** What a stored event added to the rollups when it was recorded. */
export function changeOfStored(row: StoredEventRow, declaredTags: readonly string[], sign: 1 | -1): RollupChange {
  const amount = (text: string | null) => (text === null ? null : atto(text));
  return {
    series: {
      seriesId: row.series_id,
      tenant: row.tenant,
      feature: row.feature,
      environment: row.environment,
      provider: row.provider,
      model: row.model,
      key: row.key,
    },
    timeMs: row.time_ms,
    labels: labelsOf({ user: row.user_id, tags: row.tags }, declaredTags),
    sign,
    measures: {
      pricing: row.pricing,
      listCost: amount(row.list_cost),
      effectiveCost: amount(row.effective_cost),
      savedCost: amount(row.saved_cost),
      inputTokens: row.input_tokens,
      outputTokens: row.output_tokens,
      cacheReadTokens: row.cache_read_tokens,
      cacheWriteTokens: row.cache_write_tokens,
      reasoningTokens: row.reasoning_tokens,
      latencyMs: row.latency_ms,
      status: row.status,
      errorCode: row.error_code,
      finishReason: row.finish_reason,
      attempt: row.attempt,
    },
  };
}
