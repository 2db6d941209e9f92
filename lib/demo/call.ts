import { type DemoModel, type DemoTenant, type Environment, type Feature, keyFor } from "./cast";

/** One call to a provider before it is written as an event. Incidents change calls, or add some. */
export interface Call {
  /** Milliseconds since the epoch. */
  atMs: number;
  tenant: DemoTenant;
  feature: Feature | null;
  environment: Environment;
  model: DemoModel;
  user: string | null;
  correlation: string | null;
  attempt: number;
  inputTokens: number;
  cachedTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  status: number;
  errorCode: string | null;
  finishReason: string;
  maxOutputTokens: number | null;
  latencyMs: number;
  backoffMs: number;
  streamed: boolean;
  /** Answered by the customer's own response cache. */
  cacheHit: boolean;
  /** Cut off in the middle: the usage is the sender's estimate. */
  estimated: boolean;
  serviceTier: string | null;
  operation: "chat" | "generate_content";
  route: string;
  /** Environment whose key was used, where it is not that of the call. */
  keyOf: Environment | null;
  /** Requests of the minute still allowed by the provider; null when it does not tell. */
  remainingRequests: number | null;
}

const REQUEST_LIMIT = 10_000;

/** The call as a sender would post it, with the provider's own usage object. */
export function toEvent(call: Call, id: string): Record<string, unknown> {
  const failed = call.status >= 400 && !call.estimated;
  const event: Record<string, unknown> = {
    id,
    source: "demo",
    timestamp: new Date(call.atMs).toISOString(),
    tenant: call.tenant.name,
    environment: call.environment,
    provider: call.model.provider,
    model: call.model.name,
    operation: call.operation,
    region: call.tenant.region,
    request_id: `req_${id}`,
    route: call.route,
    attempt: call.attempt,
    status: call.status,
    latency_ms: Math.round(call.latencyMs),
    streamed: call.streamed,
    tags: call.tenant.tags,
  };
  if (call.feature) event.feature = call.feature;
  if (call.user) event.user = call.user;
  if (call.correlation) event.correlation_id = call.correlation;
  if (call.serviceTier) event.service_tier = call.serviceTier;
  if (call.maxOutputTokens !== null) event.max_output_tokens = call.maxOutputTokens;
  if (call.backoffMs > 0) event.backoff_ms = Math.round(call.backoffMs);
  if (call.cacheHit) event.cache_hit = true;
  if (call.estimated) event.estimated = true;
  if (call.errorCode) event.error_code = call.errorCode;
  const key = keyFor(call.tenant, call.model.provider, call.keyOf ?? call.environment);
  if (key) event.key = key;
  if (call.remainingRequests !== null) {
    event.rate_limit = { limit_requests: REQUEST_LIMIT, remaining_requests: call.remainingRequests };
  }
  if (failed) return event;
  event.usage = usageOf(call);
  event.finish_reason = call.finishReason;
  if (call.streamed) event.time_to_first_token_ms = Math.round(Math.min(call.latencyMs * 0.8, call.model.firstTokenMs));
  return event;
}

function usageOf(call: Call): Record<string, unknown> {
  const { inputTokens, cachedTokens, outputTokens, reasoningTokens } = call;
  if (call.model.provider === "anthropic") {
    const uncached = inputTokens - cachedTokens;
    // What was not yet in the cache is written to it by calls that use it at all: about one in eight.
    const written = cachedTokens > 0 && inputTokens % 8 === 0 ? Math.floor(uncached / 2) : 0;
    return {
      input_tokens: uncached - written,
      cache_creation_input_tokens: written,
      cache_read_input_tokens: cachedTokens,
      cache_creation: { ephemeral_5m_input_tokens: written, ephemeral_1h_input_tokens: 0 },
      output_tokens: outputTokens,
    };
  }
  if (call.model.provider === "google") {
    const visible = outputTokens - reasoningTokens;
    return {
      promptTokenCount: inputTokens,
      cachedContentTokenCount: cachedTokens,
      candidatesTokenCount: visible,
      thoughtsTokenCount: reasoningTokens,
      totalTokenCount: inputTokens + outputTokens,
    };
  }
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
    completion_tokens_details: { reasoning_tokens: reasoningTokens },
  };
}
