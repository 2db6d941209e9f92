import { z } from "zod";

const UNSTORABLE = /[\p{Cc}\p{Cs}]/u;
const PLAIN = /^[!-~][ -~]{0,127}$/;

function fault(text: string): string | null {
  if (PLAIN.test(text)) return null;
  if (text.trim() === "") return "must not be blank";
  if (text.length > 256 && [...text].length > 256) return "is too long: at most 256 characters are taken";
  return UNSTORABLE.test(text) ? "must not hold control characters or halves of surrogate pairs" : null;
}

/** Whether it is a dimension's value without anything that takes a closer look. */
export function isPlainText(value: unknown): value is string {
  return typeof value === "string" && PLAIN.test(value);
}

/** A dimension's value exactly as events have it: nothing is trimmed, so that both mean the same. */
export const dimensionText = z
  .string("must be a string")
  .superRefine((text, context) => {
    const detail = fault(text);
    if (detail !== null) context.addIssue({ code: "custom", message: detail });
  })
  .meta({ minLength: 1, maxLength: 256 });

/** Names that begin so are the installation's own. */
export const tenantText = dimensionText.refine((text) => !text.startsWith("__"), {
  error: 'must not begin with "__": such tenants are reserved for Costwarden itself',
});

const keyId = z.string().regex(/^[0-9a-f]{64}$/, "is no key's id: 64 hex digits, as events and reports have it");

/** A provider key: its id as events and reports have it, or its SHA-256 as events are sent. Never the key itself. */
export const keyReference = z
  .union(
    [
      keyId,
      z.strictObject({
        fingerprint: z.string().regex(/^[0-9a-fA-F]{64}$/),
        last4: z.string().max(4).nullish(),
      }),
    ],
    {
      error:
        'must be the key\'s id (64 hex digits, as reports have it) or {"fingerprint": "<SHA-256 of the key, hex>"}, never the key itself',
    },
  )
  .meta({ description: "A key's id as reports have it, or the fingerprint that events are sent with" });

const tags = z.record(dimensionText, dimensionText).refine((record) => Object.keys(record).length <= 20, "has more than 20 tags");

/** Model names where * stands for any characters. */
export const modelPattern = dimensionText.meta({
  description: "A model's name; * stands for any characters",
  example: "gpt-4o*",
});

/** What a stop binds: calls that have every value named here. */
export const callScopeInput = z.strictObject({
  tenant: tenantText.nullish(),
  feature: dimensionText.nullish(),
  environment: dimensionText.nullish(),
  provider: dimensionText.nullish(),
  model: modelPattern.nullish(),
  key: keyReference.nullish(),
  user: dimensionText.nullish(),
  tags: tags.nullish(),
});

const value = z.string().nullable();

export const callScope = z.object({
  tenant: value,
  feature: value,
  environment: value,
  provider: value,
  model: value.meta({ description: "May hold * for any characters" }),
  key: value.meta({ description: "The key's id" }),
  user: value,
  tags: z.record(z.string(), z.string()),
});

export type CallScopeInput = z.output<typeof callScopeInput>;
/** Null: any value. Provider is canonical, key is an id. */
export type CallScope = z.output<typeof callScope>;

export const questionFields = {
  tenant: tenantText,
  feature: dimensionText.nullish(),
  environment: dimensionText.nullish(),
  provider: dimensionText.nullish(),
  model: dimensionText.nullish(),
  key: keyReference.nullish(),
  user: dimensionText.nullish(),
  tags: tags.nullish(),
};

export const nextCursor = z.string().nullable().meta({ description: "Where the next page begins; null on the last one" });
export const instant = z.string().meta({ description: "RFC 3339, UTC", example: "2026-11-20T10:00:00Z" });
export const dollars = z.string().meta({ description: "US dollars, a plain decimal", example: "12.0345" });
