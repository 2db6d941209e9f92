import { z } from "zod";

const repeatable = z.union([z.string(), z.array(z.string())]).optional();
const filter = (name: string) => repeatable.meta({ description: `Only this ${name}; may be given several times` });
const instant = z.string().meta({ description: "RFC 3339, UTC", example: "2026-11-20T10:00:00Z" });
const money = z.string().meta({ description: "US dollars, a plain decimal", example: "12.0345" });
const count = z.union([z.number(), z.string()]).meta({ description: "A whole number; text beyond 2^53" });
const from = repeatable.meta({ description: "First instant, RFC 3339, or a local date YYYY-MM-DD", example: "2026-11-01" });
const to = repeatable.meta({ description: "The range ends before this instant or local date", example: "2026-12-01" });
const timezone = repeatable.meta({ description: "IANA zone of periods and plain dates. Default: the organisation's" });
const format = repeatable.meta({ description: "csv: the same as Accept: text/csv", example: "csv" });

const dimensionFilters = {
  tenant: filter("tenant"),
  feature: filter("feature"),
  environment: filter("environment"),
  provider: filter("provider"),
  model: filter("model"),
  key: filter("key"),
  user: filter("user"),
};

export const spendQuerySchema = z
  .object({
    from,
    to,
    group_by: repeatable.meta({
      description: "Any of tenant, feature, environment, provider, model, key, user, tag:NAME; separated by commas or repeated",
      example: "tenant,model",
    }),
    granularity: repeatable.meta({ description: "hour, day, week, month or none. Default: day", example: "day" }),
    timezone,
    ...dimensionFilters,
    limit: repeatable.meta({
      description: "Rows at the most, the dearest; the rest is summed into one marked `other`. Default 1000",
    }),
    top: repeatable.meta({
      description:
        "Keep this many of the dearest groups over the whole range, each with all its periods; `other` then comes per period",
    }),
    format,
  })
  .catchall(repeatable);

const measures = {
  effective_cost_usd: money.nullable().meta({ description: "After negotiated rates; null when nothing in it is priced" }),
  list_cost_usd: money.nullable().meta({ description: "At list price; null when no list price is known" }),
  saved_cost_usd: money.meta({ description: "What hits of the caller's own cache would have cost" }),
  requests: count,
  errors: count.meta({ description: "Requests with a status of 400 or more, or an error code" }),
  unpriced_requests: count,
  input_tokens: count.meta({ description: "Including cached" }),
  output_tokens: count.meta({ description: "Including reasoning" }),
  cache_read_tokens: count,
  cache_write_tokens: count,
  reasoning_tokens: count,
  total_tokens: count,
  latency_p50_ms: z.number().nullable().meta({ description: "Within 5%" }),
  latency_p95_ms: z.number().nullable().meta({ description: "Within 5%" }),
};

const share = z.number().min(0).max(1).nullable();

export const coverageSchema = z.object({
  priced: money.meta({ description: "Dollars priced from the price book" }),
  reported: money.meta({ description: "Dollars as the provider or a trusted source reported them" }),
  estimated: money.meta({ description: "Dollars of usage that was estimated" }),
  priced_events: count,
  reported_events: count,
  estimated_events: count,
  unbilled_events: count,
  unpriced_events: count.meta({ description: "Events whose cost is not known: the total lacks them" }),
  unlisted_events: count.meta({ description: "Events without a list price" }),
  share_of_events: z.object({ priced: share, reported: share, estimated: share, unbilled: share, unpriced: share }),
  share_of_cost: z.object({ priced: share, reported: share, estimated: share }),
});

const range = z.object({
  from: instant,
  to: instant,
  timezone: z.string(),
  granularity: z.string(),
  group_by: z.array(z.string()),
});

export const spendAnswerSchema = z
  .object({
    rows: z.array(
      z.looseObject({
        period_start: instant.nullable().optional(),
        ...measures,
        other: z.literal(true).optional().meta({ description: "The sum of the rows beyond the limit" }),
      }),
    ),
    total: z.object(measures),
    coverage: coverageSchema,
    range,
    as_of: instant,
  })
  .meta({ id: "SpendReport" });

export const eventsQuerySchema = z
  .object({
    from,
    to,
    timezone,
    ...dimensionFilters,
    status: repeatable.meta({ description: "HTTP status" }),
    pricing: repeatable.meta({ description: "priced, reported, estimated, unpriced or unbilled" }),
    correlation_id: repeatable,
    request_id: repeatable,
    min_cost: repeatable.meta({ description: "Effective cost in US dollars, at least" }),
    has_error: repeatable.meta({ description: "true or false" }),
    state: repeatable.meta({ description: "accepted (default) or rejected" }),
    limit: repeatable.meta({ description: "1 to 1000, default 50" }),
    cursor: repeatable.meta({ description: "next_cursor of the answer before" }),
    format,
  })
  .catchall(repeatable);

const text = z.string().nullable();

export const eventItemSchema = z.object({
  ref: z.string().meta({ description: "Names the event in /api/v1/events/{ref}" }),
  tenant: z.string(),
  source: z.string(),
  id: z.string(),
  timestamp: instant,
  received_at: instant,
  feature: z.string(),
  environment: z.string(),
  provider: z.string(),
  model: z.string(),
  request_model: text,
  operation: text,
  service_tier: text,
  region: text,
  key: text,
  key_last4: text,
  user: text,
  status: z.number().nullable(),
  error_code: text,
  finish_reason: text,
  attempt: z.number().nullable(),
  request_id: text,
  correlation_id: text,
  latency_ms: z.number().nullable(),
  cache_hit: z.boolean(),
  pricing: z.enum(["priced", "reported", "estimated", "unpriced", "unbilled"]),
  effective_cost_usd: money.nullable(),
  list_cost_usd: money.nullable(),
  reported_cost_usd: money.nullable(),
  saved_cost_usd: money.nullable(),
  price_id: text,
  price_exact: z.boolean().nullable().meta({ description: "False where a version suffix was taken off to find the model" }),
  input_tokens: count,
  output_tokens: count,
  cache_read_tokens: count,
  cache_write_tokens: count,
  reasoning_tokens: count,
  total_tokens: count,
  corrects: text.meta({ description: "Id of the event that this one replaces" }),
  corrected_by: text.meta({ description: "Id of the event that replaces this one; it then counts in no total" }),
});

export type EventItem = z.infer<typeof eventItemSchema>;

export const rejectedItemSchema = z.object({
  id: z.uuid(),
  received_at: instant,
  kind: z.enum(["rejected", "conflict"]),
  tenant: text,
  event_id: text,
  token_name: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })),
  payload: z.unknown(),
  redacted: z.boolean().meta({ description: "Something was masked in the payload: it cannot be replayed" }),
  replayed_at: instant.nullable(),
  replay_status: text,
});

export const eventsAnswerSchema = z
  .object({
    events: z.array(z.union([eventItemSchema, rejectedItemSchema])),
    next_cursor: z.string().nullable(),
    range: z.object({ from: instant.nullable(), to: instant.nullable() }),
  })
  .meta({ id: "EventPage" });

const component = z.object({
  usage_class: z.string(),
  quantity: z.number(),
  list_unit_price_usd: money,
  unit_price_usd: money,
  list_cost_usd: money,
  cost_usd: money,
  formula: z.string().meta({ example: "2006 x $0.0000025 = $0.005015" }),
});

const names = z.object({ tenant: z.string(), feature: z.string(), environment: z.string() });

export const eventDetailSchema = eventItemSchema
  .extend({
    usage: z.record(z.string(), z.number()).meta({ description: "Disjoint classes of usage" }),
    raw_usage: z.unknown().meta({ description: "The usage object as it was sent" }),
    components: z.array(component).meta({ description: "They add up to the cost" }),
    formula: z.string().meta({ description: "How the effective cost came about, in words and numbers" }),
    matched_model: text,
    override_id: text,
    image_size: text.meta({ description: "The size of the images: the one whose price was taken, else as sent" }),
    image_quality: text,
    unpriced_reason: text,
    suggestion: z.object({ provider: z.string(), model: z.string() }).nullable(),
    price: z
      .object({
        id: z.string(),
        provider: z.string(),
        model: z.string(),
        service_tier: z.string(),
        effective_from: instant,
        effective_to: instant.nullable(),
        rates: z.unknown(),
        source: z.string(),
        catalogue_version: text,
      })
      .nullable(),
    reported_difference_usd: money
      .nullable()
      .meta({ description: "Reported cost less what the price book says; null unless both are known" }),
    first_effective_cost_usd: money.nullable().meta({ description: "What it cost when first recorded, where it was re-rated" }),
    re_rating_id: text,
    tags: z.record(z.string(), z.string()).nullable(),
    attributes: z.record(z.string(), z.unknown()).nullable(),
    corrects_ref: text,
    corrected_by_ref: text,
    moves: z
      .array(
        z.object({
          at: instant,
          from: names,
          to: names,
          re_attribution_id: text.meta({ description: "Null where the move concerned more than you may see" }),
          moved_by: text,
          reason: text,
        }),
      )
      .meta({ description: "How it came to be counted where it is: each move of its spend, the first one first" }),
  })
  .meta({ id: "EventDetail" });

export const accountingQuerySchema = z.object({ from, to, timezone }).catchall(repeatable);

const accountingSide = z.object({
  requests: count,
  errors: count,
  unpriced_requests: count,
  effective_cost_usd: money,
  list_cost_usd: money,
  input_tokens: count,
  output_tokens: count,
  cache_read_tokens: count,
  cache_write_tokens: count,
  reasoning_tokens: count,
});

export const accountingAnswerSchema = z
  .object({
    ok: z.boolean().meta({ description: "True when every rollup says what the events say" }),
    events: accountingSide,
    rollups: accountingSide,
    differences: z
      .array(
        z.object({
          tier: z.string().meta({ example: "quarter" }),
          bucket_start: instant,
          dimensions: z.record(z.string(), z.string()),
          measure: z.string(),
          events: z.string().meta({ description: "What it should be: the sum over the events, or over the finer tier" }),
          rollups: z.string().meta({ description: "What the rollup says" }),
        }),
      )
      .meta({ description: "The first that were found, earliest bucket first; at most twenty" }),
    range: z
      .object({ from: instant, to: instant })
      .nullable()
      .meta({ description: "What was compared: whole quarter hours that events cover" }),
    checked_at: instant,
  })
  .meta({ id: "Accounting" });

export const dimensionValuesQuerySchema = z
  .object({
    search: repeatable.meta({ description: "Part of the value, in any case" }),
    limit: repeatable.meta({ description: "1 to 1000, default 50" }),
  })
  .catchall(repeatable);

export const dimensionValuesSchema = z
  .object({
    dimension: z.string(),
    values: z.array(z.string()),
    labels: z
      .record(z.string(), z.string())
      .meta({ description: "What people call a value: the names of registered keys by their ids" }),
  })
  .meta({ id: "DimensionValues" });
