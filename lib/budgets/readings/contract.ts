import { z } from "zod";
import { filterText, moment } from "@/lib/platform/http/fields";
import { budget, nextCursor } from "../contract";
import { decisionCoverage } from "../coverage/contract";
import { EACH, MEASURES, MODES, PERIOD_KINDS } from "../fields/contract";

/** What budgets read from the rollups, on the wire. */

const instant = z.iso.datetime();
const decimal = z.string();

const burn = z
  .object({
    spent: decimal,
    window_start: instant,
    multiple: z.number().meta({ description: "1 = the pace that uses the limit exactly by the period's end" }),
  })
  .meta({ id: "BudgetBurn" });

export const standing = z
  .object({
    subject: z.string().nullable().meta({ description: "The value of a template's dimension; null for the budget itself" }),
    period_start: instant,
    period_end: instant,
    resets_at: instant.meta({ description: "When the next period begins; for a rolling window, when it next moves on" }),
    limit: decimal,
    spent: decimal,
    remaining: decimal.meta({ description: "Limit less spent; below zero when overspent" }),
    used_ratio: z.number().meta({ description: "1 = the whole limit" }),
    unpriced_requests: z
      .int()
      .meta({ description: "Requests in the period whose cost is not known: spent is at least what is shown" }),
    burn_rate: z.object({ fast: burn, slow: burn }),
  })
  .meta({ id: "BudgetStanding" });

const ahead = {
  ends_at: instant.meta({
    description:
      "The end that is meant: the period's; of a rolling window, one window's length from now, when nothing of today is left in it",
  }),
  breach_at: instant
    .nullable()
    .meta({ description: "When the limit is reached for the first time if it goes on so; null: not before ends_at" }),
};

export const forecast = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("forecast"),
      expected: decimal.meta({ description: "Expected at the end" }),
      low: decimal.meta({ description: "The lower end of the 80% interval" }),
      high: decimal.meta({ description: "The upper end of the 80% interval" }),
      highest: z.object({ expected: decimal, at: instant }).meta({
        description:
          "The most expected before the end, which thresholds of a forecast are judged by: of a period its end, of a rolling window possibly on the way, since use leaves it too",
      }),
      ...ahead,
      breach_earliest: instant.nullable(),
      breach_latest: instant.nullable(),
      active_days: z.int(),
    }),
    z.object({
      kind: z.literal("not_enough_history"),
      active_days: z.int(),
      needed_days: z.int(),
      run_rate: decimal
        .nullable()
        .meta({ description: "What the period comes to if it goes on at its pace so far: a plain run rate, no forecast" }),
      ...ahead,
    }),
  ])
  .meta({ id: "BudgetForecast" });

export const crossing = z
  .object({
    id: z.uuid(),
    budget_id: z.uuid(),
    budget_name: z.string(),
    subject: z.string().nullable(),
    kind: z.enum(["actual", "forecast", "burn_rate"]),
    percent: z.number().nullable(),
    window: z.enum(["fast", "slow"]).nullable(),
    multiple: z.number().nullable(),
    period_start: instant,
    period_end: instant,
    spent: decimal,
    limit: decimal,
    measured: decimal.meta({ description: "What crossed: spent, the forecast, or the multiple of the even pace" }),
    forecast: decimal.nullable(),
    event_time: instant,
    noted_at: instant,
    since_close: z.boolean().meta({ description: "The period was over when usage of it crossed the threshold" }),
    cause: z.string(),
    ended_at: instant.nullable().meta({ description: "Of an episode: when it fell below 90% of the threshold again" }),
  })
  .meta({ id: "BudgetCrossing" });

const child = z.object({
  id: z.uuid(),
  name: z.string(),
  scope: z.record(z.string(), z.array(z.string())),
  each: z.enum(EACH).nullable(),
  limit: decimal,
  spent: decimal,
  used_ratio: z.number(),
});

export const children = z
  .object({
    budgets: z.array(child),
    limits_total: decimal,
    spent_total: decimal,
    over_allocated_by: decimal
      .nullable()
      .meta({ description: "How much the children's limits exceed this one's; null when they do not" }),
  })
  .meta({ id: "BudgetChildren" });

/** The parent with the narrowest scope that holds this budget's, if there is one. */
const parent = z.object({ id: z.uuid(), name: z.string() });

export const budgetDetail = z
  .object({
    budget,
    standing: standing
      .nullable()
      .meta({ description: "Of a template: of the subject asked for, null where none is; see subjects" }),
    forecast: forecast.nullable(),
    crossings: z.array(crossing).meta({ description: "Of the current period, newest first" }),
    parent: parent.nullable(),
    children,
    subjects: z
      .object({ count: z.int(), over: z.int(), dearest: z.array(standing) })
      .nullable()
      .meta({ description: "Of a template: how many, how many over their limit, and those that used most of it" }),
    coverage: decisionCoverage
      .nullable()
      .meta({ description: "Of a budget that warns, throttles or blocks: it binds only those who ask. Null for others" }),
    as_of: instant,
  })
  .meta({ id: "BudgetDetail" });

export const listedBudget = z.object({
  budget,
  standing: standing.nullable().meta({ description: "Of a template: of the subject that used most of its limit" }),
  subjects: z.object({ count: z.int(), over: z.int() }).nullable(),
  forecast: forecast.nullable(),
});

export const budgetsQuery = z.object({
  limit: z.coerce.number().int().min(1, "must be 1 to 1000").max(1000, "must be 1 to 1000").default(100),
  cursor: z.string().optional(),
  sort: z
    .enum(["risk", "name", "used", "created"], "must be risk, name, used or created")
    .default("risk")
    .meta({ description: "risk: breached first, then by the date of the projected breach, then by share used" }),
  q: z.string().max(256).optional().meta({ description: "Part of a name or of a scope's value" }),
  measure: z.enum(MEASURES).optional(),
  mode: z.enum(MODES).optional(),
  each: z.enum([...EACH, "none"]).optional(),
  tenant: z.string().max(256).optional().meta({ description: "Whose scope names this tenant" }),
  period: z.enum(PERIOD_KINDS).optional().meta({ description: "Of this kind of period" }),
  state: z.enum(["active", "archived", "all"]).default("active"),
  format: z.enum(["json", "csv"], "must be csv or json").optional(),
});

export const budgetsAnswer = z.object({ budgets: z.array(listedBudget), next_cursor: nextCursor, as_of: instant });

export const subjectQuery = z.object({
  subject: filterText.optional().meta({ description: "Of a template: the value it is asked for" }),
});

export const subjectsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().optional(),
  q: filterText.optional(),
});
export const subjectsAnswer = z.object({
  subjects: z.array(standing),
  count: z.int(),
  over: z.int(),
  next_cursor: nextCursor,
  as_of: instant,
});

export const explainQuery = subjectQuery.extend({
  group_by: z
    .string()
    .max(300)
    .optional()
    .meta({ description: "A dimension of the rows; left out, the next one the scope leaves open" }),
  at: moment.optional().meta({ description: "An instant in the period asked for; left out: now" }),
});

export const explainAnswer = z
  .object({
    subject: z.string().nullable(),
    period_start: instant,
    period_end: instant,
    group_by: z.string(),
    rows: z.array(
      z.object({
        from: instant.meta({ description: "Rows are by day, or by hour where the period is two days or less" }),
        to: instant,
        value: z.string(),
        amount: decimal,
        requests: z.int(),
        unpriced_requests: z.int(),
      }),
    ),
    spent: decimal.meta({ description: "The exact sum of the rows, and what the budget shows" }),
    as_of: instant,
  })
  .meta({ id: "BudgetExplanation" });

export const historyQuery = subjectQuery.extend({
  periods: z.coerce.number().int().min(1, "must be 1 to 60").max(60, "must be 1 to 60").default(12),
});

export const historyAnswer = z
  .object({
    periods: z
      .array(
        z.object({
          period_start: instant,
          period_end: instant,
          limit: decimal.nullable().meta({ description: "In force when the period ended; null before the budget was made" }),
          spent: decimal,
          used_ratio: z.number().nullable(),
          unpriced_requests: z.int(),
          crossings: z.array(crossing),
        }),
      )
      .meta({ description: "Newest first, the current one included" }),
    as_of: instant,
  })
  .meta({ id: "BudgetHistory" });

export const progressAnswer = z
  .object({
    period_start: instant,
    period_end: instant,
    limit: decimal,
    ends_at: instant.meta({ description: "The period's end; of a rolling window, one window's length from now" }),
    points: z.array(z.object({ at: instant, spent: decimal })).meta({
      description:
        "Spent since the period began, at the end of each hour (periods up to three days) or day; the last is now. Of a rolling window: spent in the window that ended then",
    }),
    band: z
      .array(z.object({ at: instant, expected: decimal, low: decimal, high: decimal }))
      .meta({ description: "The forecast from now to ends_at with its 80% interval; empty without enough history" }),
    as_of: instant,
  })
  .meta({ id: "BudgetProgress" });

export const previewAnswer = z
  .object({
    standing: standing.nullable(),
    subjects: z.object({ count: z.int(), over: z.int() }).nullable(),
    forecast: forecast.nullable(),
    past: z
      .array(
        z.object({
          period_start: instant,
          period_end: instant,
          spent: decimal,
          used_ratio: z.number(),
          subjects_over: z.int().nullable(),
          crossed: z.array(z.object({ percent: z.number(), at: instant })).meta({
            description: "Thresholds of what was spent that this limit would have crossed, each with its hour",
          }),
        }),
      )
      .meta({ description: "The last three periods that are over, newest first" }),
    sentence: z.string().meta({ example: "Would have crossed 80% on the 19th in each of the last 3 months." }),
    as_of: instant,
  })
  .meta({ id: "BudgetPreview" });

export const crossingsQuery = z.object({
  budget: z.uuid("is not an id").optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().optional(),
});
export const crossingsAnswer = z.object({ crossings: z.array(crossing), next_cursor: nextCursor });

export type StandingAnswer = z.input<typeof standing>;
export type ForecastAnswer = z.input<typeof forecast>;
export type CrossingAnswer = z.input<typeof crossing>;
export type BudgetDetail = z.input<typeof budgetDetail>;
export type ListedBudget = z.input<typeof listedBudget>;
export type BudgetsQuery = z.output<typeof budgetsQuery>;
export type SubjectsQuery = z.output<typeof subjectsQuery>;
export type ExplainQuery = z.output<typeof explainQuery>;
export type HistoryQuery = z.output<typeof historyQuery>;
export type Explanation = z.input<typeof explainAnswer>;
export type History = z.input<typeof historyAnswer>;
export type Progress = z.input<typeof progressAnswer>;
export type Preview = z.input<typeof previewAnswer>;
export type CrossingsQuery = z.output<typeof crossingsQuery>;
