import { z } from "zod";
import { atto, parseAtto } from "@/lib/platform/decimal";
import { instant, questionFields } from "../call-scope";

/** How long an answer stays good: what it was made from is at most this old. */
export const TTL_MS = 1000;
export const MOST_QUESTIONS = 100;
export const RESERVED_FOR_MS = 60_000;
export const MOST_RESERVED_FOR_MS = 15 * 60_000;

export const MOST_DOLLARS = atto(1_000_000_000);
export const MOST_TOKENS = 1_000_000_000;
const COST = 'must be an amount in US dollars from 0 to 1,000,000,000: a number or a plain decimal string such as "0.0125"';

const estimatedCost = z
  .union([z.number(), z.string().max(64)], { error: COST })
  .transform((given, context) => {
    const cost = parseAtto(String(given));
    if (cost !== null && cost >= 0n && cost <= MOST_DOLLARS) return cost;
    context.addIssue({ code: "custom", message: COST });
    return z.NEVER;
  })
  .meta({ override: { type: "string", description: "US dollars, a plain decimal or a number", example: "0.0125" } });

export const question = z
  .strictObject({
    ...questionFields,
    estimated_tokens: z
      .number("must be a whole number")
      .int("must be a whole number")
      .min(0)
      .max(MOST_TOKENS)
      .nullish()
      .meta({ description: "Input and output together, as many as it may become" }),
    estimated_cost_usd: estimatedCost.nullish(),
    reserve: z.boolean("must be true or false").nullish().meta({
      description:
        "Set the estimate aside in every blocking budget that the call counts in, so that callers at the same time cannot overspend together. The event that carries the reservation_id settles it.",
    }),
    reserve_for_ms: z
      .number("must be a whole number")
      .int("must be a whole number")
      .min(1000, `is below 1,000`)
      .max(MOST_RESERVED_FOR_MS, `is above ${MOST_RESERVED_FOR_MS.toLocaleString("en")} (15 minutes)`)
      .nullish()
      .meta({ description: `When a reservation that no event settled is released. Default ${RESERVED_FOR_MS}` }),
  })
  .superRefine((asked, context) => {
    if (asked.reserve_for_ms && !asked.reserve)
      context.addIssue({ code: "custom", path: ["reserve_for_ms"], message: 'goes with "reserve": true' });
    if (asked.reserve && (asked.estimated_cost_usd ?? null) === null && (asked.estimated_tokens ?? null) === null)
      context.addIssue({
        code: "custom",
        path: ["estimated_cost_usd"],
        message: "is needed to reserve (or estimated_tokens): only an amount can be set aside",
      });
  })
  .meta({ id: "DecisionQuestion" });

export const questions = z
  .array(question)
  .min(1, "holds no question")
  .max(MOST_QUESTIONS, `holds more than ${MOST_QUESTIONS} questions`);

export const batch = z.strictObject({ questions });
export const decisionBody = z.union([question, batch, questions]).meta({ description: "One question, or up to 100" });

export const outcome = z.enum(["allow", "warn", "throttle", "deny"]);

export const decisionReason = z.object({
  kind: z.enum(["stop", "policy", "budget", "database"]),
  id: z.string().nullable().meta({ description: "The stop's, policy's or budget's" }),
  name: z.string(),
  message: z.string(),
  effect: z.enum(["warn", "throttle", "deny"]).meta({ description: "What this reason alone makes of the answer" }),
  used_ratio: z.number().nullable().meta({ description: "Budgets: used and reserved / limit" }),
  resets_at: instant.nullable().meta({ description: "When it ends by itself: the budget's period, the stop's expiry" }),
});

export const decision = z
  .object({
    decision: outcome,
    reasons: z.array(decisionReason).meta({ description: "What stands in the way, the gravest first; empty for allow" }),
    retry_after_ms: z
      .number()
      .nullable()
      .meta({ description: "Throttle: when asking again makes sense; null where it does not" }),
    ttl_ms: z.number().meta({ description: "How long the answer may be used again for the same question" }),
    reservation_id: z.uuid().optional().meta({ description: "Send it with the event of the call: that settles it" }),
  })
  .meta({ id: "Decision" });

export const decisionAnswer = z.union([decision, z.object({ decisions: z.array(decision) })]).meta({
  description: "The decision; for several questions, one for each in their order",
});

export type Question = z.output<typeof question>;
export type Outcome = z.output<typeof outcome>;
export type Decision = z.input<typeof decision>;
export type DecisionReason = z.input<typeof decisionReason>;
