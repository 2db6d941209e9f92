import { type Atto, formatAtto } from "@/lib/platform/decimal";
import type { CopyIn } from "@/lib/platform/send-together";
import type { UsageQuantities } from "@/lib/pricing/usage-classes";
import { costText, type RatedEvent, ratingJson } from "../recording/rated-event";
import { CopyText } from "./copy-text";

const COLUMNS = `tenant, time, source, id, received_at, feature, environment, provider, model, key, key_last4, user_id,
  request_model, operation, service_tier, region, status, error_code, finish_reason, attempt, request_id, correlation_id,
  latency_ms, cache_hit, pricing, list_cost, effective_cost, reported_cost, saved_cost, price_id, price_exact,
  input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
  usage, raw_usage, rating, tags, attributes, corrects`;

/** What a row takes, roughly. */
const ROW_BYTES = 1024;

function money(value: Atto | null): string | null {
  return value === null ? null : formatAtto(value);
}

function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** Quantities and words under names of ours, which need no escapes. */
function usageJson(usage: UsageQuantities | null): string {
  let text = "{";
  for (const name in usage) {
    const value = usage[name as keyof UsageQuantities];
    text += `${text === "{" ? "" : ","}"${name}":${typeof value === "string" ? JSON.stringify(value) : value}`;
  }
  return `${text}}`;
}

/** One event in the order of COLUMNS. */
function writeRow(copy: CopyText, rated: RatedEvent, receivedAt: string): void {
  const { event, tokens } = rated;
  const cost = costText(rated);
  copy.text(event.tenant);
  copy.text(event.time);
  copy.text(event.source);
  copy.text(event.id);
  copy.text(receivedAt);
  copy.text(event.feature);
  copy.text(event.environment);
  copy.text(rated.provider);
  copy.text(event.model);
  copy.text(rated.key);
  copy.text(event.keyLast4);
  copy.text(event.user);
  copy.text(event.requestModel);
  copy.text(event.operation);
  copy.text(event.serviceTier);
  copy.text(event.region);
  copy.number(event.status);
  copy.text(event.errorCode);
  copy.text(event.finishReason);
  copy.number(event.attempt);
  copy.text(event.requestId);
  copy.text(event.correlationId);
  copy.number(event.latencyMs);
  copy.flag(event.cacheHit);
  copy.text(rated.pricing);
  copy.text(rated.listCost === rated.effectiveCost ? cost : money(rated.listCost));
  copy.text(cost);
  copy.text(money(event.reportedCost));
  copy.text(money(rated.savedCost));
  copy.text(rated.priceId);
  copy.flag(rated.priceExact);
  copy.number(tokens.inputTokens);
  copy.number(tokens.outputTokens);
  copy.number(tokens.cacheReadTokens);
  copy.number(tokens.cacheWriteTokens);
  copy.number(tokens.reasoningTokens);
  copy.text(usageJson(event.usage));
  copy.text(json(event.rawUsage));
  copy.text(ratingJson(rated.rating));
  copy.text(json(event.tags));
  // Kept apart from `pricing`: what is unpriced now stays an estimate once it has a price.
  copy.text(json(event.estimated ? { ...event.attributes, estimated: true } : event.attributes));
  copy.text(event.corrects);
  copy.endRow();
}

/** Stores events through COPY, the cheapest way in: one message for the whole batch. */
export function copyOfEvents(events: readonly RatedEvent[], receivedAt: string): CopyIn {
  const copy = new CopyText(events.length * ROW_BYTES);
  for (const event of events) writeRow(copy, event, receivedAt);
  return { copy: `COPY usage_event (${COLUMNS}) FROM STDIN (NULL ${CopyText.NULL})`, rows: copy.take() };
}
