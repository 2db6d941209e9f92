import fc from "fast-check";
import type { ParseContext } from "@/lib/metering/parse-event";

/** A context and events for tests of reading events. */
export const RECEIVED = Date.parse("2026-11-20T10:00:05Z");

export const context: ParseContext = {
  receivedMs: RECEIVED,
  defaultSource: "token-name",
  defaultEnvironment: null,
  futureMs: 5 * 60_000,
  pastMs: 90 * 86_400_000,
};

/** The event of the contract: every known field. */
export const fullEvent: Readonly<Record<string, unknown>> = {
  id: "evt_01",
  source: "checkout-api",
  timestamp: "2026-11-20T10:00:00Z",
  tenant: "acme",
  feature: "summarize",
  environment: "production",
  user: "u_42",
  provider: "openai",
  model: "gpt-4o-2024-08-06",
  request_model: "gpt-4o",
  operation: "chat",
  service_tier: "default",
  region: "eu",
  usage: { prompt_tokens: 2006, completion_tokens: 300, prompt_tokens_details: { cached_tokens: 1920 } },
  cost_usd: null,
  key: { fingerprint: "0123456789abcdef".repeat(4), last4: "a1B2" },
  request_id: "req_011CSHoEeqs5C35K2UUqR7Fy",
  correlation_id: "c-1",
  trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
  route: "/v1/chat",
  attempt: 1,
  status: 200,
  error_code: null,
  finish_reason: "stop",
  max_output_tokens: 800,
  backoff_ms: 0,
  latency_ms: 820,
  provider_latency_ms: 790,
  time_to_first_token_ms: 210,
  streamed: true,
  cache_hit: false,
  estimated: false,
  rate_limit: { limit_tokens: 2_000_000, remaining_tokens: 380_000 },
  tags: { team: "growth" },
  corrects: null,
  reservation_id: null,
};

const oddStrings = fc.constantFrom(
  "",
  " ",
  "\u0000",
  "a\nb",
  "\ud800",
  "x\udfffy",
  "😀".repeat(128),
  "😀".repeat(129),
  "a".repeat(256),
  "a".repeat(257),
  "語".repeat(256),
  "a".repeat(5_000),
  "__proto__",
  "__canary",
  "2026-11-20T10:00:00",
  "2026-02-30T10:00:00Z",
  "12",
  "-1",
  "1e3",
  "0.00125",
  "NaN",
);
const oddNumbers = fc.constantFrom(
  0,
  -0,
  -1,
  1.5,
  1e-9,
  99,
  100,
  599,
  600,
  1e12,
  1e12 + 1,
  2 ** 53,
  1e300,
  Number.POSITIVE_INFINITY,
);

/** Any JSON value, leaning to what breaks things. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.oneof(oddStrings, oddNumbers, fc.constant(null), fc.boolean()) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
  { weight: 1, arbitrary: fc.array(oddNumbers, { maxLength: 3 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('{"__proto__":{"a":"b"}}', '{"constructor":1}').map((text): unknown => JSON.parse(text)),
  },
);

const USAGE_NAMES = [
  "prompt_tokens",
  "completion_tokens",
  "total_tokens",
  "prompt_tokens_details",
  "completion_tokens_details",
  "input_tokens",
  "output_tokens",
  "cache_read_tokens",
  "cache_write_tokens",
  "cache_write_1h_tokens",
  "reasoning_tokens",
  "input_tokens_details",
  "input_token_details",
  "cached_tokens",
  "cache_creation",
  "cache_creation_input_tokens",
  "cache_read_input_tokens",
  "promptTokenCount",
  "candidatesTokenCount",
  "promptTokensDetails",
  "inputTokens",
  "outputTokens",
  "cacheReadInputTokens",
  "cacheDetails",
  "billed_units",
  "tokens",
  "cost",
  "cost_in_usd_ticks",
  "is_byok",
  "seconds",
  "images",
  "type",
  "usageMetadata",
];

const oddUsage: fc.Arbitrary<unknown> = fc.dictionary(
  fc.constantFrom(...USAGE_NAMES),
  fc.oneof(
    fc.nat(2_000),
    oddValue,
    fc.dictionary(fc.constantFrom(...USAGE_NAMES, "audio_tokens", "search_units"), fc.oneof(fc.nat(900), oddValue), {
      maxKeys: 4,
    }),
  ),
  { maxKeys: 6 },
);

/** The full event with some members taken out, replaced or added. */
export const mutatedEvent: fc.Arbitrary<Record<string, unknown>> = fc
  .array(
    fc.oneof(
      fc.record({
        name: fc.constantFrom(...Object.keys(fullEvent), "messages", "__proto__", "constructor"),
        value: oddValue,
        remove: fc.boolean(),
      }),
      fc.record({ name: fc.constant("usage"), value: oddUsage, remove: fc.constant(false) }),
      fc.record({
        name: fc.constantFrom("tags", "rate_limit", "key"),
        value: fc.dictionary(
          fc.oneof(
            fc.constantFrom("fingerprint", "last4", "team", "__proto__", ""),
            fc.string({ unit: "binary", maxLength: 70 }),
          ),
          oddValue,
          {
            maxKeys: 25,
          },
        ),
        remove: fc.constant(false),
      }),
    ),
    { maxLength: 4 },
  )
  .map((changes) => {
    const event = new Map(Object.entries(fullEvent));
    for (const change of changes) {
      if (change.remove) event.delete(change.name);
      else event.set(change.name, change.value);
    }
    // As JSON.parse would make it: a member named __proto__ is a member like any other.
    return Object.fromEntries(event);
  });
