import { z } from "zod";
import type { Condition } from "@/lib/anomalies/service";
import { AMOUNTS, COUNTERS, FACTS, MEASURES, PERCENTILES } from "./choices";

const MINUTES_OF_A_DAY = 1440;
const MOST = 1_000_000_000_000;

const above = (least: number, most = MOST) =>
  z.number("is not a number").gt(least, `must be above ${least}`).max(most, `must be at most ${most}`);
const dollars = z.number("is not a number of dollars").min(0, "must not be below 0").max(MOST, `must be at most ${MOST}`);
const whole = (least: number, most: number) =>
  z
    .number("is not a number")
    .int("is not a whole number")
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`);
const part = z.number("is not a number").gt(0, "must be above 0").lt(1, "must be below 1: 0.05 stands for 5%");
const minutes = whole(1, MINUTES_OF_A_DAY);
const choice = <const T extends readonly [string, ...string[]]>(names: T) =>
  z.enum(names, { error: `is not one of ${names.join(", ")}` });

const measure = choice(MEASURES);
const counter = choice(COUNTERS);

const kinds = [
  z.strictObject({
    kind: z.literal("tenant_hour"),
    factor: above(1, 1_000_000).meta({ description: "Times the median of the subject's active hours" }),
    least_usd: dollars,
    least_active_hours: whole(1, 2160).meta({ description: "Below so many active hours the ceiling holds instead" }),
    ceiling_tokens: whole(1, MOST).meta({
      description:
        "Tokens of an hour, and the factor times the median of similar subjects; of a tenant the factor squared times the ceiling while none has history",
    }),
  }),
  z.strictObject({
    kind: z.literal("own_baseline"),
    measures: z.array(measure).min(1, "names no measure").max(6),
    least_factor: z.number().min(1, "must be at least 1").max(1_000_000),
    least_usd: dollars,
    critical_usd: dollars.meta({ description: "Dollars of impact from which it is critical" }),
  }),
  z.strictObject({
    kind: z.literal("share"),
    part: counter,
    window_minutes: minutes,
    above: part,
    critical_above: part.nullable(),
    least_requests: whole(1, MOST),
    least_usd: dollars.meta({ description: "The subject's spend in the last hour" }),
  }),
  z.strictObject({
    kind: z.literal("amount"),
    amount: choice(AMOUNTS),
    window_minutes: minutes.nullable().meta({ description: "Null: of one request, or one correlation" }),
    above: above(0),
  }),
  z.strictObject({
    kind: z.literal("against_expected"),
    measure,
    window_minutes: minutes,
    deviation: above(0, 1000),
    critical_deviation: above(0, 1000).nullable(),
  }),
  z.strictObject({ kind: z.literal("burst"), counter, window_minutes: whole(1, 60), least: whole(1, MOST) }),
  z.strictObject({ kind: z.literal("headroom"), below: part }),
  z.strictObject({
    kind: z.literal("latency"),
    percentile: z.literal(PERCENTILES, { error: `is not one of ${PERCENTILES.join(", ")}` }),
    window_minutes: minutes,
    above_ms: above(0, 3_600_000),
    interactive_only: z.boolean(),
  }),
  z.strictObject({ kind: z.literal("latency_rise"), window_minutes: minutes, by_ms: above(0, 3_600_000) }),
  z.strictObject({
    kind: z.literal("collapse"),
    measure: z.literal("cache_hit_rate"),
    factor: part,
    least_requests: whole(1, MOST),
  }),
  z.strictObject({
    kind: z.literal("fact"),
    fact: choice(FACTS),
    environments: z.array(z.string().min(1).max(256)).max(100).nullable().meta({ description: "Null: every environment" }),
  }),
  z.strictObject({ kind: z.literal("silence") }),
  z.strictObject({ kind: z.literal("budget") }),
] as const;

/** What a rule watches, as the API and the database have it. */
export const conditionSchema = z
  .discriminatedUnion("kind", kinds, { error: "is no kind of condition" })
  .superRefine((given, context) => {
    const orders: [string, number | null | undefined, number | undefined][] =
      given.kind === "share"
        ? [["critical_above", given.critical_above, given.above]]
        : given.kind === "against_expected"
          ? [["critical_deviation", given.critical_deviation, given.deviation]]
          : [];
    for (const [field, critical, plain] of orders)
      if (critical !== null && critical !== undefined && critical <= (plain ?? 0))
        context.addIssue({ code: "custom", path: [field], message: `must be above ${plain}, from which it is told at all` });
  })
  .meta({ id: "AlertCondition" });

export type WireCondition = z.output<typeof conditionSchema>;

const renamed = (record: object, rename: (name: string) => string) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [rename(name), value]));

/** The condition as detectors take it. */
export const toCondition = (wire: WireCondition): Condition =>
  renamed(wire, (name) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())) as unknown as Condition;

export const toWire = (condition: Condition): WireCondition =>
  renamed(condition, (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)) as unknown as WireCondition;
