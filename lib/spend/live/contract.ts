import { z } from "zod";
import { LIVE_DIMENSIONS, LIVE_ORDERS } from "./choices";

const instant = z.string().meta({ description: "RFC 3339, UTC", example: "2026-11-20T10:00:00Z" });
const money = z.string().meta({ description: "US dollars, a plain decimal", example: "12.0345" });
const count = z.union([z.number(), z.string()]).meta({ description: "A whole number; text beyond 2^53" });
const repeatable = z.union([z.string(), z.array(z.string())]).optional();
const filter = (name: string) => repeatable.meta({ description: `Only this ${name}; may be given several times` });

export const liveQuery = z.object({
  window: z
    .enum(["5", "60"], { error: "is not one of 5, 60" })
    .default("5")
    .transform(Number)
    .meta({ override: { type: "string", enum: ["5", "60"], description: "Minutes before the running one" } }),
  by: z.enum(LIVE_DIMENSIONS, { error: `is not one of ${LIVE_DIMENSIONS.join(", ")}` }).default("tenant"),
  order: z.enum(LIVE_ORDERS, { error: `is not one of ${LIVE_ORDERS.join(", ")}` }).default("cost"),
  limit: z.coerce.number().int().min(1).max(100).default(10),
  tenant: filter("tenant"),
  feature: filter("feature"),
  environment: filter("environment"),
  provider: filter("provider"),
  model: filter("model"),
  key: filter("key; the id of a registered one, or a digest"),
});

const measures = z.object({
  effective_cost_usd: money.nullable().meta({ description: "Null where requests came and none is priced" }),
  total_tokens: count,
  requests: count,
  errors: count,
  rate_limited: count.meta({ description: "Answered 429" }),
  server_errors: count.meta({ description: "Answered 5xx" }),
  retries: count.meta({ description: "Calls that said they are a second or later attempt" }),
  unpriced_requests: count,
});

const current = measures.extend({ latency_p95_ms: z.number().nullable().meta({ description: "Within 5%" }) });
const pair = z.object({
  now: current,
  hour_ago: measures.meta({
    description: "The same stretch an hour before, to the same second: of its last minute, the share that has passed of this one",
  }),
});

const storm = z.object({
  correlation_id: z.string(),
  tenant: z.string(),
  feature: z.string(),
  model: z.string().meta({ description: "Of its newest call" }),
  calls: z.number(),
  highest_attempt: z.number().nullable(),
  rate_limited: z.number(),
  server_errors: z.number(),
  effective_cost_usd: money.nullable(),
  first_at: instant,
  last_at: instant,
});

export const liveAnswer = z
  .object({
    as_of: instant,
    window: z.object({ minutes: z.number(), from: instant, compared_from: instant }),
    totals: z.array(pair.extend({ minutes: z.number() })).meta({ description: "Of the last 5 and the last 60 minutes" }),
    by: z.enum(LIVE_DIMENSIONS),
    order: z.enum(LIVE_ORDERS),
    rows: z.array(pair.extend({ value: z.string() })).meta({ description: "The biggest now, by the order asked for" }),
    minutes: z
      .array(z.object({ at: instant, effective_cost_usd: money, requests: count, failed: count }))
      .meta({ description: "Each of the last 60 minutes and the running one; without usage too" }),
    storms: z.object({
      items: z.array(storm).meta({ description: "Correlation ids with four calls or more, or a fourth attempt, in the window" }),
      events: z.number().meta({ description: "How many of the newest events were looked at" }),
      complete: z.boolean().meta({
        description:
          "False where tenants have more events in the window than are looked at, or more tenants retry: a storm may be missing",
      }),
    }),
  })
  .meta({ id: "Live" });

export type LiveQuery = z.output<typeof liveQuery>;
export type LiveAnswer = z.input<typeof liveAnswer>;
