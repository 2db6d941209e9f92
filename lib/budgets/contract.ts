import { z } from "zod";
import { moment, nameText, proseText } from "@/lib/platform/http/fields";
import { isTimeZone } from "@/lib/platform/time";
import { amount, EACH, MEASURES, MODES, newPeriod, ON_UNAVAILABLE, period, scope, thresholds } from "./fields/contract";

/** Budgets on the wire. Amounts are decimal strings in the measure's unit: US dollars, tokens or requests. */

const instant = z.iso.datetime();
const decimal = z.string();
export const nextCursor = z.string().nullable().meta({ description: "For the next page; null on the last" });

const zone = z
  .string()
  .refine(isTimeZone, "is not an IANA time zone, such as Europe/Berlin")
  .optional()
  .meta({ description: "Budgets run in the organisation's time zone; another one is refused" });

const described = {
  name: nameText,
  mode: z.enum(MODES, `must be one of ${MODES.join(", ")}`),
  on_unavailable: z.enum(ON_UNAVAILABLE, "must be allow or deny").meta({
    description: "What a decision answers while the database cannot be reached",
  }),
  thresholds,
  owner: nameText.nullable(),
  notes: proseText.nullable(),
};

const measured = {
  scope: scope.default({}),
  each: z
    .enum(EACH, `must be one of ${EACH.join(", ")}`)
    .nullable()
    .default(null)
    .meta({ description: "A template: every value of it, present and future, has this budget unless an own one names it" }),
  measure: z.enum(MEASURES, `must be one of ${MEASURES.join(", ")}`).default("cost"),
  period: newPeriod,
};

/** `each` must not be limited by the scope at once. */
const eachOutsideScope = {
  check: ({ each, scope }: { each: string | null; scope: Record<string, unknown> }) => each === null || !(each in scope),
  params: { path: ["each"], error: "is in the scope already: a template is for every value, a scope for given ones" },
};

const newBudgetFields = z.strictObject({
  ...measured,
  name: described.name,
  limit: amount,
  mode: described.mode.default("observe"),
  on_unavailable: described.on_unavailable.default("allow"),
  thresholds: described.thresholds.optional().meta({
    description: "Left out: 50, 80 and 100% of what was spent, 100% of the forecast, a fast and a slow burn rate",
  }),
  owner: described.owner.default(null),
  notes: described.notes.default(null),
  timezone: zone,
});

export const newBudget = newBudgetFields
  .refine(eachOutsideScope.check, eachOutsideScope.params)
  .refine(...wholeCounts(["limit"]))
  .meta({ id: "NewBudget" });

/** A body as for a new budget; its name may be left out. */
export const previewBody = newBudgetFields
  .extend({ name: described.name.default("preview") })
  .refine(eachOutsideScope.check, eachOutsideScope.params)
  .refine(...wholeCounts(["limit"]))
  .meta({ id: "BudgetPreviewQuestion" });

const FIXED: readonly string[] = ["scope", "each", "measure", "period"];

/** Scope, measure and period stay: another budget is for that. Members left out keep their value. */
export const budgetChange = z
  .strictObject(
    {
      ...Object.fromEntries(Object.entries(described).map(([name, schema]) => [name, schema.optional()])),
      limit: amount.optional(),
      limit_from: moment.optional().meta({ description: "From when the new limit is in force, not before now; left out: now" }),
      limit_reason: proseText.optional(),
    } as {
      [Name in keyof typeof described]: z.ZodOptional<(typeof described)[Name]>;
    } & {
      limit: z.ZodOptional<typeof amount>;
      limit_from: z.ZodOptional<typeof moment>;
      limit_reason: z.ZodOptional<typeof proseText>;
    },
    {
      error: (issue) =>
        issue.code === "unrecognized_keys" && issue.keys?.some((key) => FIXED.includes(key))
          ? "cannot be changed: archive this budget and make another"
          : undefined,
    },
  )
  .refine((given) => given.limit !== undefined || (given.limit_from === undefined && given.limit_reason === undefined), {
    path: ["limit"],
    error: "is missing: limit_from and limit_reason go with one",
  })
  .meta({ id: "BudgetChange" });

function wholeCounts(
  path: string[],
): [(given: { measure: string; limit: string }) => boolean, { path: string[]; error: string }] {
  return [
    ({ measure, limit }) => measure === "cost" || /^\d+$/.test(limit.trim()),
    { path, error: "must be a whole number: tokens and requests are counted" },
  ];
}

export const newIncrease = z
  .strictObject({
    amount,
    from: moment.optional().meta({ description: "Left out: now" }),
    until: moment,
    reason: proseText.refine((text) => text !== "", "says nothing"),
  })
  .meta({ id: "NewBudgetIncrease" });

export const budget = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scope: z.record(z.string(), z.array(z.string())),
    each: z.enum(EACH).nullable(),
    measure: z.enum(MEASURES),
    unit: z.enum(["usd", "tokens", "requests"]),
    period,
    mode: z.enum(MODES),
    on_unavailable: z.enum(ON_UNAVAILABLE),
    thresholds: z.array(
      z.union([
        z.object({ kind: z.enum(["actual", "forecast"]), percent: z.number() }),
        z.object({ kind: z.literal("burn_rate"), window: z.enum(["fast", "slow"]), multiple: z.number() }),
      ]),
    ),
    owner: z.string().nullable(),
    notes: z.string().nullable(),
    limit: decimal.meta({ description: "In force now, temporary increases included" }),
    base_limit: decimal.meta({ description: "In force now, without increases" }),
    created_at: instant,
    created_by: z.string(),
    updated_at: instant,
    updated_by: z.string(),
    archived_at: instant.nullable(),
    archived_by: z.string().nullable(),
  })
  .meta({ id: "Budget" });

const limitEntry = z
  .object({ limit: decimal, from: instant, reason: z.string().nullable(), created_at: instant, created_by: z.string() })
  .meta({ id: "BudgetLimit" });

export const increase = z
  .object({
    id: z.uuid(),
    amount: decimal,
    from: instant,
    until: instant,
    reason: z.string(),
    created_at: instant,
    created_by: z.string(),
    ended_at: instant.nullable(),
    ended_by: z.string().nullable(),
    in_force: z.boolean(),
  })
  .meta({ id: "BudgetIncrease" });

export const limitsAnswer = z
  .object({
    limits: z.array(limitEntry).meta({ description: "Newest first" }),
    increases: z.array(increase).meta({ description: "Newest first, ended ones too" }),
  })
  .meta({ id: "BudgetLimits" });

export type Budget = z.input<typeof budget>;
export type NewBudget = z.output<typeof newBudget>;
export type PreviewBody = z.output<typeof previewBody>;
export type BudgetChange = z.output<typeof budgetChange>;
export type NewIncrease = z.output<typeof newIncrease>;
export type Increase = z.input<typeof increase>;
export type Limits = z.input<typeof limitsAnswer>;
