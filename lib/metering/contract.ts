import { z } from "zod";
import {
  amount,
  cost,
  dimension,
  type FieldRule,
  flag,
  providerKey,
  rateLimit,
  tags,
  tenantName,
  text,
  timestamp,
  usageObject,
  wholeNumber,
} from "./field-rules";
import { isJsonObject, type JsonObject } from "./json-object";

/** Every field of an event that is known, with the rule its value follows. Anything else is ignored and named in a warning. */
export const EVENT_FIELDS = {
  id: dimension(),
  source: dimension(),
  timestamp: timestamp(),
  tenant: tenantName(),
  feature: dimension(),
  environment: dimension(),
  user: dimension(),
  provider: dimension(),
  model: dimension(),
  request_model: text(),
  operation: text(),
  service_tier: text(),
  region: text(),
  usage: usageObject(),
  cost_usd: cost(),
  key: providerKey(),
  request_id: text(),
  correlation_id: text(),
  trace_id: text(),
  route: text(1024),
  attempt: wholeNumber(1, 1_000_000),
  status: wholeNumber(100, 599),
  error_code: text(),
  finish_reason: text(),
  max_output_tokens: wholeNumber(0, 1_000_000_000_000),
  backoff_ms: amount(),
  latency_ms: amount(),
  provider_latency_ms: amount(),
  time_to_first_token_ms: amount(),
  streamed: flag(),
  cache_hit: flag(),
  estimated: flag(),
  rate_limit: rateLimit(),
  tags: tags(),
  corrects: dimension(),
  reservation_id: text(),
} as const satisfies Record<string, FieldRule>;

export type EventField = keyof typeof EVENT_FIELDS;

export const WITHOUT_SPEND =
  "needs one of usage, cost_usd, or a failure (status of 400 or more, or error_code), so that there is something to account for";

/** Whether an event tells of any spend, or of a call that failed. */
export function tellsSpend(event: JsonObject): boolean {
  return hasUsage(event.usage) || isGiven(event.cost_usd) || tellsFailure(event);
}

export function tellsFailure(event: JsonObject): boolean {
  return (typeof event.status === "number" && event.status >= 400) || (isGiven(event.error_code) && event.error_code !== "");
}

/** An empty usage object says no more than none. */
export function hasUsage(usage: unknown): boolean {
  if (!isJsonObject(usage)) return isGiven(usage);
  for (const name in usage) if (name !== "__proto__") return true;
  return false;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

const field = <N extends EventField>(name: N, description: string) => EVENT_FIELDS[name].schema.nullish().meta({ description });

/** One usage event as POST /ingest takes it. The time window and the arithmetic inside `usage` are checked besides. */
export const usageEventSchema = z
  .looseObject({
    id: field("id", "Unique with tenant and source. Without it an event cannot be deduplicated and gets a generated one."),
    source: field("source", "What reports the event. Default: the name of the API token."),
    timestamp: field("timestamp", "When the call was made, RFC 3339 with a zone. Default: the time of receipt."),
    tenant: EVENT_FIELDS.tenant.schema.meta({
      description: "Who the spend is for. Names beginning with __ are reserved.",
      example: "acme",
    }),
    feature: field("feature", 'The product feature that caused it. Default: "unallocated".'),
    environment: field("environment", 'production, staging, ... Default: the environment of the API token, else "default".'),
    user: field("user", "The user or agent on whose behalf the call was made."),
    provider: field(
      "provider",
      "Hosting provider (openai, anthropic, azure.ai.openai, aws.bedrock, gcp.gemini, ...). Inferred from the model when only one has it.",
    ),
    model: EVENT_FIELDS.model.schema.meta({ description: "The model that answered.", example: "gpt-4o-2024-08-06" }),
    request_model: field("request_model", "The model that was asked for."),
    operation: field("operation", "chat, embeddings, images, transcription, ..."),
    service_tier: field(
      "service_tier",
      "The tier that served the call (default, flex, priority, batch). Default: the one inside usage.",
    ),
    region: field("region", "Region or geography of the call."),
    usage: field(
      "usage",
      "The provider's own usage object, untouched, or ours: input_tokens (including cached), output_tokens (including reasoning), cache_read_tokens, cache_write_tokens (including the one-hour part), cache_write_1h_tokens, reasoning_tokens, input_audio_tokens, output_audio_tokens, images, seconds, characters, web_searches.",
    ),
    cost_usd: field("cost_usd", "What the sender says the call cost, in US dollars: a number or a decimal string."),
    key: field("key", "The provider key that was used: its SHA-256 in hex and its last four characters. Never the key itself."),
    request_id: field("request_id", "The provider's id of the request."),
    correlation_id: field("correlation_id", "The sender's id shared by the calls of one piece of work."),
    trace_id: field("trace_id", "Id of the trace the call belongs to."),
    route: field("route", "The sender's route that made the call."),
    attempt: field("attempt", "1 for the first try, 2 for its first repetition, ..."),
    status: field("status", "HTTP status of the provider's answer. 400 or more is a failure."),
    error_code: field("error_code", "The provider's error code. Its presence is a failure."),
    finish_reason: field("finish_reason", "stop, length, tool_calls, ..."),
    max_output_tokens: field("max_output_tokens", "The limit of output tokens asked for."),
    backoff_ms: field("backoff_ms", "Milliseconds waited before this attempt."),
    latency_ms: field("latency_ms", "Milliseconds from request to the end of the answer, as the sender saw it."),
    provider_latency_ms: field("provider_latency_ms", "Milliseconds the provider says it took."),
    time_to_first_token_ms: field("time_to_first_token_ms", "Milliseconds to the first token of a streamed answer."),
    streamed: field("streamed", "Whether the answer was streamed."),
    cache_hit: field("cache_hit", "Answered by the sender's own response cache: costs nothing, its usage counts as saved."),
    estimated: field("estimated", "The usage is an estimate, as for an answer cut off in the middle."),
    rate_limit: field("rate_limit", "The provider's rate limit headers, as numbers."),
    tags: field("tags", "At most 20 further labels, strings."),
    corrects: field("corrects", "Id of the event (same tenant and source) that this one replaces whole."),
    reservation_id: field("reservation_id", "The reservation this call settles."),
  })
  .refine(tellsSpend, { error: WITHOUT_SPEND, when: (payload) => isJsonObject(payload.value) })
  .meta({ id: "UsageEvent", description: "One call to an AI provider." });

export const ingestBodySchema = z
  .union([
    usageEventSchema,
    z.array(usageEventSchema).min(1).max(10_000),
    z.object({ events: z.array(usageEventSchema).min(1).max(10_000) }),
  ])
  .meta({
    id: "IngestBody",
    description:
      "One event, an array of events, or an object with the member events. Newline-delimited JSON is taken as application/x-ndjson.",
  });

const fieldErrorSchema = z.object({
  pointer: z.string().meta({ description: "JSON pointer to the value in the request." }),
  detail: z.string().meta({ description: "What is wrong with it and what is expected." }),
});

export const eventResultSchema = z
  .object({
    index: z.int().min(0).meta({ description: "Position of the event in the request." }),
    id: z.string().nullable(),
    status: z.enum(["accepted", "duplicate", "conflict", "rejected"]),
    cost_usd: z
      .string()
      .nullable()
      .meta({ description: "Effective cost in US dollars; null when unpriced or not accepted.", example: "0.0044525" }),
    pricing: z.enum(["priced", "reported", "estimated", "unpriced", "unbilled"]).nullable(),
    errors: z.array(fieldErrorSchema).optional(),
  })
  .meta({ id: "EventResult" });

export const ingestAnswerSchema = z
  .object({
    accepted: z.int().min(0),
    duplicates: z.int().min(0),
    conflicts: z.int().min(0),
    rejected: z.int().min(0),
    results: z
      .array(eventResultSchema)
      .meta({ description: "One for each event; with Prefer: return=minimal only those not accepted." }),
    warnings: z
      .array(z.string())
      .optional()
      .meta({ description: "What was ignored or masked, each beginning with the pointer to it." }),
  })
  .meta({ id: "IngestAnswer" });
