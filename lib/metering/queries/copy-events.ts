import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { type Atto, formatAtto } from "@/lib/platform/decimal";
import { costText, type RatedEvent, ratingJson } from "../recording/rated-event";

const COLUMNS = `tenant, time, source, id, received_at, feature, environment, provider, model, key, key_last4, user_id,
  request_model, operation, service_tier, region, status, error_code, finish_reason, attempt, request_id, correlation_id,
  latency_ms, cache_hit, pricing, list_cost, effective_cost, reported_cost, saved_cost, price_id, price_exact,
  input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
  usage, raw_usage, rating, tags, attributes, corrects`;

/**
 * NULL in the text sent: a control character, which no field may hold. So a backslash is the one
 * character that COPY's text format (PostgreSQL manual, COPY, "Text Format") would take otherwise,
 * and one look at the whole batch tells whether there is any; JSON writes its tabs and newlines
 * as escapes of its own.
 */
const NULL = "\u0002";

function text(value: string | null): string {
  return value === null ? NULL : value;
}

function plain(value: number | string | null): string | number {
  return value === null ? NULL : value;
}

function money(value: Atto | null): string {
  return value === null ? NULL : formatAtto(value);
}

function json(value: unknown): string {
  return value === null || value === undefined ? NULL : JSON.stringify(value);
}

function line(rated: RatedEvent, receivedAt: string): string {
  const { event, tokens } = rated;
  const cost = plain(costText(rated));
  const list = rated.listCost === rated.effectiveCost ? cost : money(rated.listCost);
  return [
    text(event.tenant),
    event.time,
    text(event.source),
    text(event.id),
    receivedAt,
    text(event.feature),
    text(event.environment),
    text(rated.provider),
    text(event.model),
    rated.key,
    text(event.keyLast4),
    text(event.user),
    text(event.requestModel),
    text(event.operation),
    text(event.serviceTier),
    text(event.region),
    plain(event.status),
    text(event.errorCode),
    text(event.finishReason),
    plain(event.attempt),
    text(event.requestId),
    text(event.correlationId),
    plain(event.latencyMs),
    event.cacheHit ? "t" : "f",
    rated.pricing,
    list,
    cost,
    money(event.reportedCost),
    money(rated.savedCost),
    text(rated.priceId),
    rated.priceExact === null ? NULL : rated.priceExact ? "t" : "f",
    tokens.inputTokens,
    tokens.outputTokens,
    tokens.cacheReadTokens,
    tokens.cacheWriteTokens,
    tokens.reasoningTokens,
    event.usage === null ? "{}" : JSON.stringify(event.usage),
    json(event.rawUsage),
    ratingJson(rated.rating),
    json(event.tags),
    // Kept apart from `pricing`: what is unpriced now stays an estimate once it has a price.
    json(event.estimated ? { ...event.attributes, estimated: true } : event.attributes),
    text(event.corrects),
  ].join("\t");
}

/** Stores events through COPY, the cheapest way in: one message for the whole batch. */
export async function copyEvents(client: pg.ClientBase, events: readonly RatedEvent[], receivedAt: string): Promise<void> {
  if (events.length === 0) return;
  let body = "";
  for (const event of events) body += `${line(event, receivedAt)}\n`;
  if (body.includes("\\")) body = body.replaceAll("\\", "\\\\");
  const stream = client.query(copyFrom(`COPY usage_event (${COLUMNS}) FROM STDIN (NULL E'\\x02')`));
  await new Promise<void>((resolve, reject) => {
    stream.once("error", reject);
    stream.once("finish", resolve);
    stream.end(Buffer.from(body));
  });
}
