import { z } from "zod";
import { moment, nameText, proseText } from "@/lib/platform/http/fields";

const instant = moment.transform((ms) => new Date(ms).toISOString()).meta({ override: { type: "string", format: "date-time" } });
const exact = nameText.optional();

export const MOVED_FILTERS = ["tenant", "feature", "environment", "provider", "model", "key", "user", "source"] as const;

const filter = z
  .strictObject({
    tenant: exact,
    feature: exact,
    environment: exact,
    provider: exact,
    model: exact,
    key: exact.meta({ description: "A fingerprint, as events have it" }),
    user: exact,
    source: exact,
  })
  .refine((given) => Object.values(given).some((value) => value !== undefined), "names nothing: say which usage is meant");

const NO_TENANT =
  "cannot be moved: an event is known by its tenant, source and id, and a resent one would be counted again. Merge the tenant in the directory, or correct the events";

export const newReAttribution = z
  .strictObject({
    filter: filter.meta({ description: "Exact names, as events were sent with" }),
    from: instant.meta({ description: "Event time, inclusive. A date is its first instant in UTC" }),
    to: instant.meta({ description: "Event time, exclusive" }),
    set: z
      .strictObject({
        feature: nameText.optional(),
        environment: nameText.optional(),
        tenant: z
          .undefined(NO_TENANT)
          .optional()
          .meta({ override: { not: {} }, description: "Not possible" }),
      })
      .refine((given) => given.feature !== undefined || given.environment !== undefined, "names neither feature nor environment"),
    reason: proseText.min(1, "is empty").meta({ description: "Kept with it and in the audit log" }),
    dry_run: z.boolean().default(true).meta({ description: "true only shows what would move; false moves it" }),
  })
  .superRefine((given, context) => {
    if (given.from >= given.to) context.addIssue({ code: "custom", path: ["to"], message: "is not after from" });
  });

const money = z.string().meta({ description: "USD, plain decimal" });

const difference = z.object({
  tenant: z.string().nullable(),
  feature: z.string().nullable(),
  environment: z.string().nullable(),
  events: z.int().meta({ description: "Negative: so many leave" }),
  difference_usd: money,
  other: z.boolean().meta({ description: "The sum of all that the rows before leave out" }),
});

export const reAttribution = z
  .object({
    id: z.uuid().nullable().meta({ description: "Null for a dry run" }),
    dry_run: z.boolean(),
    created_at: z.string(),
    created_by: z.string(),
    reason: z.string(),
    filter: z.record(z.string(), z.string()),
    set: z.record(z.string(), z.string()),
    events: z.int().meta({ description: "Those that move; what is there already stays" }),
    effective_cost_usd: money,
    differences: z.array(difference).meta({ description: "By tenant, feature and environment, the largest first" }),
  })
  .meta({ id: "ReAttribution" });

export type NewReAttribution = z.output<typeof newReAttribution>;
export type ReAttributionAnswer = z.input<typeof reAttribution>;
