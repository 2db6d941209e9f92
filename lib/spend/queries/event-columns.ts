import { plainDecimal } from "@/lib/platform/decimal";
import type { EventItem } from "../contract";
import { encodeRef } from "../event-ref";

const utc = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** What a list of events reads of `usage_event AS e`. */
export const EVENT_COLUMNS = `e.tenant, e.source, e.id, ${utc("e.time")} AS time, ${utc("e.received_at")} AS received_at,
  e.feature, e.environment, e.provider, e.model, e.request_model, e.operation, e.service_tier, e.region, e.key, e.key_last4,
  e.user_id, e.status, e.error_code, e.finish_reason, e.attempt, e.request_id, e.correlation_id, e.latency_ms, e.cache_hit,
  e.pricing, e.effective_cost, e.list_cost, e.reported_cost, e.saved_cost, e.price_id, e.price_exact,
  e.input_tokens, e.output_tokens, e.cache_read_tokens, e.cache_write_tokens, e.reasoning_tokens, e.corrects, e.corrected_by`;

export interface EventRow {
  tenant: string;
  source: string;
  id: string;
  /** Six fractional digits. */
  time: string;
  received_at: string;
  feature: string;
  environment: string;
  provider: string;
  model: string;
  request_model: string | null;
  operation: string | null;
  service_tier: string | null;
  region: string | null;
  key: string;
  key_last4: string | null;
  user_id: string | null;
  status: number | null;
  error_code: string | null;
  finish_reason: string | null;
  attempt: number | null;
  request_id: string | null;
  correlation_id: string | null;
  latency_ms: number | null;
  cache_hit: boolean;
  pricing: EventItem["pricing"];
  effective_cost: string | null;
  list_cost: string | null;
  reported_cost: string | null;
  saved_cost: string | null;
  price_id: string | null;
  price_exact: boolean | null;
  input_tokens: number;
  output_tokens: number;
  cache_read_tokens: number;
  cache_write_tokens: number;
  reasoning_tokens: number;
  corrects: string | null;
  corrected_by: string | null;
}

/** 2026-11-20T10:00:00.500000Z → 2026-11-20T10:00:00.5Z */
export function shortInstant(text: string): string {
  return text.replace(/\.?0+Z$/, "Z");
}

/** A stored event as the API shows it. */
export function eventItem(row: EventRow): EventItem {
  const { time, user_id, effective_cost, list_cost, reported_cost, saved_cost, key, ...rest } = row;
  return {
    ...rest,
    ref: encodeRef(row),
    timestamp: shortInstant(time),
    received_at: shortInstant(row.received_at),
    user: user_id,
    key: key === "" ? null : key,
    effective_cost_usd: plainDecimal(effective_cost),
    list_cost_usd: plainDecimal(list_cost),
    reported_cost_usd: plainDecimal(reported_cost),
    saved_cost_usd: plainDecimal(saved_cost),
    total_tokens: Number(row.input_tokens) + Number(row.output_tokens),
  };
}
