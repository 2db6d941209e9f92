import { z } from "zod";
import { moment, nameText, proseText } from "@/lib/platform/http/fields";

const instant = moment.transform((ms) => new Date(ms).toISOString()).meta({ override: { type: "string", format: "date-time" } });
const exact = nameText.optional();

export const MOVED_FILTERS = ["tenant", "feature", "environment", "provider", "model", "key", "user", "source"] as const;
export const MOVED_NAMES = ["tenant", "feature", "environment"] as const;

const filter = z
  .strictObject({
    tenant: exact,
    feature: exact,
    environment: exact,
    provider: exact,
    model: exact,
    key: exact.meta({ description: "As /api/v1/events shows it" }),
    user: exact,
    source: exact,
  })
  .refine((given) => Object.values(given).some((value) => value !== undefined), "names nothing: say which usage is meant");

export const newReAttribution = z
  .strictObject({
    filter: filter.meta({ description: "Exact names, as events have them now: names merged into others are their own here" }),
    from: instant.meta({ description: "Event time, inclusive. A date is its first instant in UTC" }),
    to: instant.meta({ description: "Event time, exclusive" }),
    set: z
      .strictObject({
        tenant: nameText
          .refine((name) => !name.startsWith("__"), 'must not begin with "__": such tenants are reserved for Costwarden itself')
          .optional(),
        feature: nameText.optional(),
        environment: nameText.optional(),
      })
      .refine((given) => MOVED_NAMES.some((name) => given[name] !== undefined), "names neither tenant, feature nor environment"),
    reason: proseText.min(1, "is empty").meta({ description: "Kept with it and in the audit log" }),
    dry_run: z.boolean().default(true).meta({ description: "true only shows what would move; false moves it" }),
    collisions: z.enum(["refuse", "skip"]).default("refuse").meta({
      description:
        "What to do when the tenant that events go to has others of the same source and id: move nothing (409), or leave those where they are",
    }),
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
  other: z.boolean().meta({ description: "The sum of all that the other rows leave out" }),
});

const collisions = z.object({
  events: z.int().meta({ description: "Left where they are: the tenant they would go to has others of this source and id" }),
  examples: z.array(z.object({ tenant: z.string(), source: z.string(), id: z.string() })),
});

export const reAttribution = z
  .object({
    id: z.uuid().nullable().meta({ description: "Null for a dry run" }),
    dry_run: z.boolean(),
    state: z.enum(["dry_run", "running", "done"]).meta({ description: "running: ask again for the rest of its effect" }),
    created_at: z.string(),
    created_by: z.string(),
    finished_at: z.string().nullable(),
    reason: z.string(),
    filter: z.record(z.string(), z.string()),
    set: z.record(z.string(), z.string()),
    events: z.int().meta({ description: "Those that move; what is there already stays" }),
    effective_cost_usd: money,
    collisions,
    new_names: z
      .array(z.object({ kind: z.enum(MOVED_NAMES), name: z.string() }))
      .meta({ description: "Of the names to move to, those that no event has had: written wrongly?" }),
    differences: z.array(difference).meta({ description: "By tenant, feature and environment, the largest first" }),
    by_day: z
      .array(difference.extend({ day: z.string().nullable() }))
      .meta({ description: "The same by day of the organisation's time zone; empty in lists" }),
  })
  .meta({ id: "ReAttribution" });

export const byId = z.object({ id: z.uuid("is not an id") });

export type NewReAttribution = z.output<typeof newReAttribution>;
export type ReAttributionAnswer = z.input<typeof reAttribution>;
export type MovedName = (typeof MOVED_NAMES)[number];
