import { z } from "zod";
import { parseAtto } from "@/lib/platform/decimal";
import { nameText } from "@/lib/platform/http/fields";
import { DAY_MS } from "@/lib/platform/time";
import { DEFAULT_THRESHOLDS, faultsOfThresholds } from "../model/thresholds";

/** Fields that budgets are made of, as they come over the wire; shared by the API and the CSV. */

export const MEASURES = ["cost", "tokens", "requests"] as const;
export const MODES = ["observe", "warn", "throttle", "block"] as const;
export const ON_UNAVAILABLE = ["allow", "deny"] as const;
export const EACH = ["tenant", "user", "key"] as const;
export const SCOPE_DIMENSIONS = ["tenant", "feature", "environment", "provider", "model", "key", "user"] as const;
export const PERIOD_KINDS = ["hour", "day", "week", "month", "quarter", "year", "fixed", "rolling"] as const;
export const MOST_ROLLING_DAYS = 90;
const MOST_VALUES = 500;
const MOST_COMBINATIONS = 5000;
/** Ten years. */
const MOST_FIXED_DAYS = 3660;
const KEY_ID = /^[0-9a-f]{64}$/;
const TAG = /^tag:[^\p{Cc}\p{Cs}]{1,256}$/u;
const MOST_AMOUNT = 10n ** 33n;

/** A positive decimal; a number is taken by its shortest text. */
export const amount = z
  .preprocess((value) => (typeof value === "number" ? String(value) : value), z.string('is not a decimal, such as "96"'))
  .refine((text) => parseAtto(text) !== null, { error: 'is not a decimal, such as "96"', abort: true })
  .refine((text) => (parseAtto(text) ?? 0n) > 0n, { error: "must be more than 0", abort: true })
  .refine((text) => (parseAtto(text) ?? 0n) <= MOST_AMOUNT, "is above 1,000,000,000,000,000")
  .meta({ description: "A decimal above 0 in the measure's unit: US dollars, tokens or requests", override: { type: "string" } });

const namesDimensions = `these are: ${SCOPE_DIMENSIONS.join(", ")}, tag:NAME`;

/** Any combination of dimensions, each with one value or several; empty for the company. */
export const scope = z
  .record(
    z.string(),
    z
      .union([nameText.transform((value) => [value]), z.array(z.unknown())], {
        error: "must be a name or a list of names, each 1 to 256 characters without control characters",
      })
      .pipe(
        z
          .array(nameText)
          .min(1, "names no value: leave the dimension out")
          .max(MOST_VALUES, `has more than ${MOST_VALUES} values`),
      ),
    { error: "must be an object of dimensions and their values" },
  )
  .superRefine((given, context) => {
    for (const name of Object.keys(given)) {
      if (SCOPE_DIMENSIONS.some((known) => known === name) || TAG.test(name)) continue;
      context.addIssue({ code: "custom", path: [name], message: `is no dimension; ${namesDimensions}` });
    }
    for (const [name, values] of Object.entries(given)) {
      const reserved = name === "tenant" && values.find((value) => value.startsWith("__"));
      if (reserved) context.addIssue({ code: "custom", path: [name], message: `"${reserved}" is reserved` });
    }
    if (given.key?.some((value) => !KEY_ID.test(value))) {
      context.addIssue({
        code: "custom",
        path: ["key"],
        message: "names what is no key's id: 64 hex digits, as events and reports have it; never the key itself",
      });
    }
    const combinations = Object.values(given).reduce((product, values) => product * new Set(values).size, 1);
    if (combinations > MOST_COMBINATIONS) {
      context.addIssue({
        code: "custom",
        message: `makes more than ${MOST_COMBINATIONS} combinations of values; split the budget`,
      });
    }
  })
  .meta({
    description: `Dimensions and their values, one or several each; {} for the company. Dimensions: ${namesDimensions}`,
    example: { tenant: ["acme"], environment: ["production"] },
  });

const CALENDAR_KINDS = ["hour", "day", "week", "month", "quarter", "year"] as const;
const kindsError = `is no period; these are: ${PERIOD_KINDS.join(", ")}`;

const localDate = z.iso.date("is not a date, such as 2026-01-01");

/** A calendar period by its name alone, or an object. */
export const period = z
  .preprocess(
    (value) => (typeof value === "string" ? { kind: value } : value),
    z.discriminatedUnion(
      "kind",
      [
        z.strictObject({ kind: z.enum(CALENDAR_KINDS) }),
        z.strictObject({ kind: z.literal("fixed"), from: localDate, to: localDate }).refine(({ from, to }) => from < to, {
          path: ["to"],
          error: "must be after `from`: it is the first day that is no longer in it",
        }),
        z.strictObject({
          kind: z.literal("rolling"),
          days: z
            .int("must be a whole number")
            .min(1, `must be 1 to ${MOST_ROLLING_DAYS}`)
            .max(MOST_ROLLING_DAYS, `must be 1 to ${MOST_ROLLING_DAYS}`),
        }),
      ],
      { error: kindsError },
    ),
  )
  .meta({
    description:
      "hour, day, week, month, quarter or year by its name; or fixed with its first day and the day after its last; or rolling with 1 to 90 days. In the organisation's time zone",
    example: { kind: "month" },
  });

/** As new budgets may have it: a range of days that can be shown day by day. */
export const newPeriod = period
  .refine((given) => given.kind !== "fixed" || given.from >= "1970", { path: ["from"], error: "lies before 1970" })
  .refine((given) => given.kind !== "fixed" || Date.parse(given.to) - Date.parse(given.from) <= MOST_FIXED_DAYS * DAY_MS, {
    path: ["to"],
    error: "is more than ten years after `from`: split the range",
  });

const percent = z
  .number("must be a number")
  .min(0.01, "must be more than 0")
  .max(1000, "must be at most 1000")
  .refine((value) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-6, "has more than two digits after the point");

const threshold = z.preprocess(
  (value) => (typeof value === "number" ? { kind: "actual", percent: value } : value),
  z.discriminatedUnion(
    "kind",
    [
      z.strictObject({ kind: z.literal("actual"), percent }),
      z.strictObject({ kind: z.literal("forecast"), percent }),
      z.strictObject({
        kind: z.literal("burn_rate"),
        window: z.enum(["fast", "slow"], "must be fast (1 h) or slow (6 h)"),
        multiple: z.number("must be a number").min(0.1, "must be at least 0.1").max(1000, "must be at most 1000"),
      }),
    ],
    { error: "is no threshold; its kind is actual, forecast or burn_rate" },
  ),
);

export const thresholds = z
  .array(threshold)
  .max(20, "are more than 20")
  .superRefine((given, context) => {
    for (const { at, field, message } of faultsOfThresholds(given))
      context.addIssue({ code: "custom", path: [at, field], message });
  })
  .meta({
    description:
      "Shares of the limit that are facts once crossed, rising within their kind; a bare number is a percentage of what was spent. Burn rate: the pace of the last hour (fast) or six (slow) as a multiple of the pace that uses the limit exactly",
    example: DEFAULT_THRESHOLDS,
  });

export type Measure = (typeof MEASURES)[number];
export type Mode = (typeof MODES)[number];
export type OnUnavailable = (typeof ON_UNAVAILABLE)[number];
export type Each = (typeof EACH)[number];
export type Scope = z.output<typeof scope>;
export type BudgetPeriod = z.output<typeof period>;
