import { z } from "zod";
import { moment, nameText, proseText } from "@/lib/platform/http/fields";
import { dimensionText, dollars, instant, modelPattern, nextCursor, tenantText } from "../call-scope";

const patterns = z.array(modelPattern).max(200, "has more than 200 patterns");

const amount = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => /^\d{1,9}(\.\d{1,18})?$/.test(text) && Number(text) > 0, {
    error: 'is not an amount above zero in US dollars, such as "0.50"',
  })
  .meta({ override: { type: "string", description: "US dollars, a plain decimal", example: "0.50" } });

const fields = {
  name: nameText.meta({ example: "Production: pinned models only" }),
  tenant: tenantText.nullable().meta({ description: "Null: every tenant" }),
  feature: dimensionText.nullable().meta({ description: "Null: every feature" }),
  environment: dimensionText.nullable().meta({ description: "Null: every environment" }),
  allowed_models: patterns.meta({ description: "Only these (* stands for any characters); empty: any", example: ["gpt-4o*"] }),
  denied_models: patterns.meta({ description: "Never these, also where they are allowed above" }),
  require_pinned: z
    .boolean()
    .meta({ description: "Only dated or numbered versions: gpt-4o-2024-08-06, not gpt-4o or gpt-4o-latest" }),
  max_tokens_per_request: z
    .number()
    .int("is not a whole number")
    .min(1)
    .max(1_000_000_000)
    .nullable()
    .meta({ description: "Input and output together" }),
  max_cost_usd_per_request: amount.nullable(),
  on_ask: z
    .enum(["deny", "warn"], { error: "is not one of deny, warn" })
    .meta({ description: "What a violating call is answered when it asks for a decision" }),
  note: proseText.nullable(),
};

export const newPolicy = z
  .strictObject({
    ...fields,
    tenant: fields.tenant.default(null),
    feature: fields.feature.default(null),
    environment: fields.environment.default(null),
    allowed_models: fields.allowed_models.default([]),
    denied_models: fields.denied_models.default([]),
    require_pinned: fields.require_pinned.default(false),
    max_tokens_per_request: fields.max_tokens_per_request.default(null),
    max_cost_usd_per_request: fields.max_cost_usd_per_request.default(null),
    on_ask: fields.on_ask.default("deny"),
    note: fields.note.default(null),
  })
  .meta({ description: "At least one rule: models, pinned versions, tokens or cost" });

export const policyChange = z.strictObject(fields).partial();

export const policy = z
  .object({
    id: z.uuid(),
    name: z.string(),
    tenant: z.string().nullable(),
    feature: z.string().nullable(),
    environment: z.string().nullable(),
    allowed_models: z.array(z.string()),
    denied_models: z.array(z.string()),
    require_pinned: z.boolean(),
    max_tokens_per_request: z.number().nullable(),
    max_cost_usd_per_request: dollars.nullable(),
    on_ask: z.enum(["deny", "warn"]),
    note: z.string().nullable(),
    created_at: instant,
    created_by: z.string(),
    changed_at: instant.nullable(),
    changed_by: z.string().nullable(),
    deleted_at: instant.nullable(),
    violations_last_day: z.number().meta({ description: "Events of the last 24 hours that violate it" }),
  })
  .meta({ id: "Policy" });

export const policyFilter = z.object({
  deleted: z.stringbool().default(false).meta({ description: "true: also those that were deleted" }),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(512).optional().meta({ description: "next_cursor of the answer before" }),
});

export const policyList = z.object({ policies: z.array(policy), next_cursor: nextCursor });

export const violationKind = z.enum([
  "denied_model",
  "model_not_allowed",
  "model_not_pinned",
  "too_many_tokens",
  "too_expensive",
]);

export const violation = z
  .object({
    kind: violationKind,
    tenant: z.string(),
    feature: z.string(),
    environment: z.string(),
    model: z.string().meta({ description: "As asked for (request_model), else as answered" }),
    hour: instant.meta({ description: "The hour (UTC) of the events' own time" }),
    events: z.number(),
    first_event_at: instant,
    last_event_at: instant,
    largest: z.string().nullable().meta({ description: "Most tokens, or the highest cost in dollars, of one request" }),
    example: z.object({ source: z.string(), id: z.string() }).meta({ description: "One of the events" }),
  })
  .meta({ id: "PolicyViolation" });

export const violationFilter = z.object({
  from: moment.optional().meta({ description: "Hours from here on" }),
  to: moment.optional().meta({ description: "Hours before this instant" }),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(4096).optional().meta({ description: "next_cursor of the answer before" }),
});

export const violationList = z.object({ violations: z.array(violation), next_cursor: nextCursor });

export type NewPolicy = z.output<typeof newPolicy>;
export type PolicyChange = z.output<typeof policyChange>;
export type PolicyAnswer = z.input<typeof policy>;
export type PolicyFilter = z.output<typeof policyFilter>;
export type ViolationKind = z.output<typeof violationKind>;
export type ViolationFilter = z.output<typeof violationFilter>;
export type ViolationAnswer = z.input<typeof violation>;
