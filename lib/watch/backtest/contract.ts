import { z } from "zod";
import { newRule, ruleChange } from "../rules/contract";

const instant = z.string().meta({ description: "RFC 3339, UTC", example: "2026-11-20T10:00:00Z" });
const dollars = z
  .string()
  .nullable()
  .meta({ description: "US dollars, a plain decimal; an estimate where it is beyond what was expected" });

export const MOST_DAYS = 90;

const asked = {
  days: z.number().int("is not a whole number").min(1).max(MOST_DAYS, `must be at most ${MOST_DAYS}`).default(30),
  limit: z
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(100)
    .meta({ description: "Firings listed, the newest first; all are counted" }),
};

export const previewQuestion = z.strictObject({
  ...asked,
  change: ruleChange.default({}).meta({ description: "Changes that are tried without being made; see PATCH" }),
});

const { subjects, scope, condition } = newRule.shape;

/** A rule that is not made yet: what of it is judged by. */
export const draftQuestion = z.strictObject({ ...asked, subjects, scope, condition });

export const previewAnswer = z
  .object({
    rule: z.string().nullable().meta({ description: "Null: one that is not made yet" }),
    days: z.number(),
    judged_from: instant.nullable().meta({ description: "From where on the history could be judged; null: none of it" }),
    judged_to: instant.nullable(),
    note: z.string().meta({ description: "How it was judged, and what of the history could not be" }),
    fired: z.number().meta({ description: "So many times it would have fired" }),
    subjects: z.number().meta({ description: "For so many subjects" }),
    usd: dollars.meta({ description: "What it was about, in US dollars, added up" }),
    firings: z.array(
      z.object({
        at: instant,
        until: instant.meta({ description: "The last time it was seen beyond the threshold" }),
        subject: z.object({ kind: z.string(), key: z.string(), label: z.string() }),
        actual: z.number().nullable(),
        threshold: z.number().nullable(),
        usd: dollars,
      }),
    ),
    by_subject: z.array(z.object({ label: z.string(), key: z.string(), fired: z.number(), usd: dollars })),
    took_ms: z.number(),
  })
  .meta({ id: "AlertRulePreview" });

export type PreviewQuestion = z.output<typeof previewQuestion>;
export type DraftQuestion = z.output<typeof draftQuestion>;
export type PreviewAnswer = z.input<typeof previewAnswer>;
