import { z } from "zod";
import { moment, nameText, proseText } from "@/lib/platform/http/fields";

const instant = moment.transform((ms) => new Date(ms).toISOString()).meta({ override: { type: "string", format: "date-time" } });

const filter = z
  .strictObject({
    from: instant.optional().meta({ description: "Event time, inclusive. A date is its first instant in UTC" }),
    to: instant.optional().meta({ description: "Event time, exclusive" }),
    tenant: nameText.optional(),
    provider: nameText.optional(),
    model: nameText.optional().meta({ description: "As recorded with the events" }),
    pricing: z.enum(["priced", "reported", "estimated", "unpriced", "unbilled"]).optional(),
  })
  .superRefine((given, context) => {
    if (given.from && given.to && given.from >= given.to)
      context.addIssue({ code: "custom", path: ["to"], message: "is not after from" });
  });

export const newReRating = z.strictObject({
  filter: filter.default({}).meta({ description: "Which usage; empty = all of it" }),
  reason: proseText.min(1, "is empty").meta({ description: "Kept with the re-rating and in the audit log" }),
  dry_run: z.boolean().default(true).meta({ description: "true only shows the difference; false makes it" }),
});

const money = z.string().meta({ description: "USD, plain decimal" });

const difference = z.object({
  tenant: z.string().nullable(),
  model: z.string().nullable(),
  month: z.string().nullable().meta({ description: "In the organisation's time zone", example: "2026-11" }),
  events: z.int(),
  before_usd: money.nullable().meta({ description: "Null where none of it was priced" }),
  after_usd: money.nullable(),
  difference_usd: money,
  other: z.boolean().meta({ description: "The sum of all that the rows before leave out" }),
});

export const reRating = z
  .object({
    id: z.uuid(),
    created_at: z.iso.datetime(),
    created_by: z.string().nullable(),
    reason: z.string(),
    filter: z.record(z.string(), z.json()),
    status: z.enum(["dry_run", "applied", "failed"]),
    applied_at: z.iso.datetime().nullable(),
    events_examined: z.int(),
    events_changed: z.int(),
    events_priced: z.int().meta({ description: "Without a cost before, with one after" }),
    events_unpriced: z.int().meta({ description: "With a cost before, without one after" }),
    before_usd: money.nullable().meta({ description: "Effective cost of the events that change" }),
    after_usd: money.nullable(),
    difference_usd: money,
    differences: z.array(difference).meta({ description: "By tenant, model and month, the largest first" }),
  })
  .meta({ id: "ReRating" });

export const unpriced = z
  .object({
    provider: z.string(),
    model: z.string(),
    events: z.int(),
    tokens: z.int(),
    first_seen: z.iso.datetime(),
    last_seen: z.iso.datetime(),
    reason: z.string().nullable().meta({ description: "Why the newest of them has no price" }),
    suggestion: z
      .object({ provider: z.string(), model: z.string() })
      .nullable()
      .meta({ description: "The known model that may have been meant" }),
  })
  .meta({ id: "UnpricedModel" });

export const paging = {
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(2048).optional().meta({ description: "next_cursor of the answer before" }),
};
export const nextCursor = z.string().nullable().meta({ description: "Where the next page begins; null on the last one" });

export type NewReRating = z.output<typeof newReRating>;
export type ReRatingFilter = NewReRating["filter"];
export type ReRatingAnswer = z.input<typeof reRating>;
export type DifferenceAnswer = z.input<typeof difference>;
export type UnpricedAnswer = z.input<typeof unpriced>;
