import { type Atto, atto } from "@/lib/platform/decimal";
import type { PriceBook } from "@/lib/pricing/service";
import type { ParsedEvent } from "../event";
import { type RatedEvent, settleCost } from "../recording/rated-event";
import type { RecordedEvent } from "./queries/stream-events";

function amount(text: string | null): Atto | null {
  return text === null ? null : atto(text);
}

/** A recorded event as it came in, as far as its cost depends on it. */
function parsedOf(event: RecordedEvent): ParsedEvent {
  return {
    tenant: event.tenant,
    source: event.source,
    id: event.id,
    timeMs: event.time_ms,
    time: event.time_text,
    timeGiven: true,
    feature: event.feature,
    environment: event.environment,
    provider: event.provider,
    model: event.model,
    user: event.user_id,
    requestModel: null,
    operation: null,
    serviceTier: event.service_tier,
    region: null,
    keyDigest: null,
    keyLast4: null,
    requestId: null,
    correlationId: null,
    status: event.status,
    errorCode: event.error_code,
    finishReason: event.finish_reason,
    attempt: event.attempt,
    latencyMs: event.latency_ms,
    cacheHit: event.cache_hit,
    estimated: event.estimated,
    corrects: null,
    reservationId: null,
    tags: event.tags,
    attributes: null,
    usage: event.has_usage ? event.usage : null,
    rawUsage: null,
    reportedCost: amount(event.reported_cost),
    reportedBy: null,
    payloadHash: "",
    redacted: false,
    warnings: [],
  };
}

/** Whether the event's report was trusted when it was recorded: that does not change afterwards. */
function trustedReport(event: RecordedEvent): boolean {
  if (event.cache_hit) return event.reported_cost !== null && event.saved_cost === event.reported_cost;
  return event.pricing === "reported";
}

/** The event's cost by today's book, by the same rules as when it was recorded; null when nothing changes. */
export function rateAgain(event: RecordedEvent, book: PriceBook): RatedEvent | null {
  const parsed = parsedOf(event);
  const rating =
    parsed.usage === null
      ? null
      : book.rate({
          tenant: event.tenant,
          provider: event.provider,
          model: event.model,
          serviceTier: event.service_tier,
          atMs: event.time_ms,
          usage: parsed.usage,
        });
  const rated = settleCost(parsed, { provider: event.provider, key: event.key, trustsReported: trustedReport(event), rating });
  const same =
    rated.pricing === event.pricing &&
    rated.listCost === amount(event.list_cost) &&
    rated.effectiveCost === amount(event.effective_cost) &&
    rated.savedCost === amount(event.saved_cost);
  return same ? null : rated;
}
