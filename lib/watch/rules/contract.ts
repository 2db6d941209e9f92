import { z } from "zod";
import { filterText, nameText, proseText } from "@/lib/platform/http/fields";
import { SEVERITIES, SUBJECT_KINDS } from "./choices";
import { conditionSchema } from "./condition";
import { SCOPE_DIMENSIONS } from "./stored-rule";

const MOST_NAMES = 200;
const severity = z.enum(SEVERITIES, { error: `is not one of ${SEVERITIES.join(", ")}` });
const subjectKind = z.enum(SUBJECT_KINDS, { error: `is not one of ${SUBJECT_KINDS.join(", ")}` });

const subjects = z
  .array(subjectKind)
  .min(1, "names no kind of subject")
  .max(SUBJECT_KINDS.length)
  .refine((kinds) => new Set(kinds).size === kinds.length, "names a kind twice")
  .meta({ description: "Each subject of these kinds is judged alone" });

const namePattern = filterText.min(1, "is empty");
const names = (pattern: z.ZodType<string, string>) =>
  z
    .union(
      [pattern.transform((name) => [name]), z.array(pattern).min(1, "names nothing: leave the dimension out").max(MOST_NAMES)],
      {
        error: "must be a name, or a list of names; * stands for any characters",
      },
    )
    .transform((list) => [...new Set(list)].sort());

const tenantPattern = namePattern.refine((name) => !name.startsWith("__"), 'must not begin with "__": such tenants are reserved');
const keyPattern = namePattern.refine((name) => /^[0-9a-f]{64}$/.test(name), "is no key's id: 64 hex digits, as reports have it");

const scope = z
  .strictObject({
    tenant: names(tenantPattern),
    feature: names(namePattern),
    environment: names(namePattern),
    provider: names(namePattern),
    model: names(namePattern),
    key: names(keyPattern),
    user: names(namePattern),
  })
  .partial()
  .meta({
    description:
      "Names or patterns (* stands for any characters) the rule is narrowed to; {} for everything. What counts calls looks at those calls alone; what compares a subject with its past looks at subjects named so.",
    example: { tenant: ["acme"], environment: ["production"] },
  });

const shown = {
  title: nameText.meta({ example: "Spend of an hour" }),
  reason: proseText.min(1, "is empty: say why the rule is there").meta({ description: "Why it is there, in one line" }),
  on: z.boolean(),
  severity,
  subjects,
  scope,
};

export const newRule = z.strictObject({
  ...shown,
  on: shown.on.default(true),
  severity: severity.default("warning"),
  scope: scope.default({}),
  condition: conditionSchema,
});

export const ruleChange = z
  .strictObject({
    ...shown,
    condition: z
      .record(z.string(), z.unknown())
      .meta({ description: "Fields of the rule's condition that change; its kind stays" }),
    threshold: z
      .union([z.number(), z.literal("calibrated"), z.literal("reported")], {
        error: 'must be a number, "calibrated" or "reported"',
      })
      .meta({ description: "The condition's main number; by its word, the value from one's own history, or the one as shipped" }),
  })
  .partial();

const instant = z.string().meta({ description: "RFC 3339, UTC", example: "2026-11-20T10:00:00Z" });

export const calibration = z.object({
  value: z.number().nullable().meta({ description: "Null: not enough history yet" }),
  observed: z.number().nullable().meta({ description: "What the history has, before margin and floor" }),
  from: z.string().nullable().meta({ description: "The first of the days it is taken from (UTC)" }),
  to: z.string().nullable().meta({ description: "The last of them" }),
  note: z.string(),
  computed_at: instant,
});

export const alertRule = z
  .object({
    id: z.string(),
    origin: z.enum(["ready_made", "custom"]),
    title: z.string(),
    reason: z.string(),
    reported: z.string().meta({ description: "What teams reported, as they put it; empty for one's own rules" }),
    on: z.boolean(),
    suggested: z
      .boolean()
      .meta({ description: "Ready-made and shipped switched off: a fixed number that has to fit the company" }),
    severity,
    subjects: z.array(subjectKind),
    condition: z.record(z.string(), z.unknown()).meta({ description: "Its kind, and the numbers of that kind" }),
    threshold: z
      .object({
        field: z.string().meta({ description: "The condition's field that it is" }),
        value: z.number(),
        shipped: z.number().nullable().meta({ description: "As shipped; null for one's own rules" }),
      })
      .nullable()
      .meta({ description: "The main number; null where nothing is compared with one" }),
    scope: z.partialRecord(z.enum(SCOPE_DIMENSIONS), z.array(z.string())),
    edited: z
      .array(z.string())
      .meta({ description: "Fields that differ from what was shipped, and stay when a later version ships others" }),
    calibrated: calibration.nullable().meta({ description: "Of suggested rules: what one's own first 14 days say" }),
    created_at: instant,
    created_by: z.string(),
    updated_at: instant,
    updated_by: z.string(),
  })
  .meta({ id: "AlertRule" });

export const ruleFilter = z.object({
  origin: z.enum(["ready_made", "custom"]).optional(),
  on: z.stringbool().optional().meta({ description: "true: only what is switched on" }),
});

export const ruleList = z.object({ rules: z.array(alertRule) });

export type NewRule = z.output<typeof newRule>;
export type RuleChange = z.output<typeof ruleChange>;
export type RuleAnswer = z.input<typeof alertRule>;
export type RuleFilter = z.output<typeof ruleFilter>;
