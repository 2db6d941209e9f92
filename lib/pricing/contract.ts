import { z } from "zod";
import { parseAtto } from "@/lib/platform/decimal";
import { filterText, moment, nameText, proseText } from "@/lib/platform/http/fields";
import { canonicalTier, DEFAULT_TIER, SERVICE_TIERS } from "./service-tiers";
import { normaliseRate, RATE_DIGITS, RATE_KEYS, type RateKey } from "./terms";
import { USAGE_CLASSES } from "./usage-classes";

const MOST_USD = 10n ** 9n * 10n ** 18n;

/** A number is taken by its shortest decimal text; everything else must be text. */
const decimalText = z
  .preprocess((value) => (typeof value === "number" ? String(value) : value), z.string('is not a decimal, such as "2.5"'))
  .refine((text) => parseAtto(text) !== null, { error: 'is not a decimal, such as "2.5"', abort: true })
  .refine((text) => !text.trim().startsWith("-"), { error: "is negative", abort: true });

/** Digits after the point that the text means, however it is written: 2.50 has one, 1e-7 seven. */
function fractionDigits(text: string): number {
  const [, whole = "", fraction = "", exponent = "0"] = /^\+?(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text.trim()) ?? [];
  const significant = `${whole}${fraction}`.replace(/0+$/, "");
  return significant === "" ? 0 : significant.length - whole.length - Number(exponent);
}

const rate = decimalText
  .refine((text) => (parseAtto(text) ?? 0n) <= MOST_USD, "is above 1,000,000,000 USD")
  .refine(
    // Of the text itself: as an amount, 1e-30 would already be nothing.
    (text) => fractionDigits(text) <= RATE_DIGITS,
    `has more than ${RATE_DIGITS} digits after the point`,
  )
  .transform((text) => normaliseRate(text) ?? text);

const MEANING: Record<RateKey, string> = {
  input: "USD per million input tokens",
  output: "USD per million output tokens",
  cache_read: "USD per million input tokens read from a cache; left out, they bill as input",
  cache_write_5m: "USD per million input tokens written to a cache for minutes; left out, they bill as input",
  cache_write_1h: "USD per million input tokens written to a cache for an hour",
  reasoning: "USD per million reasoning tokens; left out, they bill as output",
  input_audio: "USD per million audio input tokens",
  cache_read_audio: "USD per million audio tokens read from a cache; left out, they bill as input_audio",
  cache_read_image: "USD per million image tokens read from a cache; left out, they bill as cache_read",
  output_audio: "USD per million audio output tokens",
  input_image: "USD per million image input tokens",
  output_image: "USD per million image output tokens",
  input_video: "USD per million video input tokens",
  characters: "USD per million characters",
  web_searches: "USD per thousand web searches",
  requests: "USD per thousand requests: a fee for each call",
  images: "USD per image, whatever its size and quality",
  audio_hours: "USD per hour of audio (`seconds` of usage)",
};

const unknownRate = (issue: { code?: string | undefined; keys?: unknown }) =>
  issue.code === "unrecognized_keys" && Array.isArray(issue.keys)
    ? `${issue.keys.join(", ")}: no such rate; these are: ${RATE_KEYS.join(", ")}`
    : undefined;

const rates = z
  .strictObject(
    Object.fromEntries(
      RATE_KEYS.map((key) => [key, rate.optional().meta({ description: MEANING[key], override: { type: "string" } })]),
    ) as Record<RateKey, z.ZodOptional<typeof rate>>,
    { error: unknownRate },
  )
  .meta({ description: "USD, as decimal strings", example: { input: "2.5", output: "10", cache_read: "1.25" } });

const givenRates = rates.refine((given) => Object.keys(given).length > 0, "names no rate");

const contextTiers = z
  .array(
    z.strictObject({
      above_input_tokens: z.int().min(0).meta({ description: "The tier prices the whole request once its input is above this" }),
      rates: givenRates,
    }),
  )
  .max(10)
  .refine((tiers) => new Set(tiers.map((tier) => tier.above_input_tokens)).size === tiers.length, "names a mark twice");

const imageOption = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[\w.:-]{1,64}$/, "is not a word, such as 1024x1024");

const imageRates = z
  .array(
    z.strictObject({
      size: imageOption.meta({ example: "1024x1024" }),
      quality: imageOption.default("standard").meta({ example: "hd" }),
      rate,
    }),
  )
  .max(100)
  .refine((rows) => new Set(rows.map(({ size, quality }) => `${size} ${quality}`)).size === rows.length, "names a size twice")
  .meta({
    description:
      "USD per image by size and quality; any other is unpriced. The first row's size and quality count where the usage names none",
  });

const tierName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z][a-z0-9_-]{0,63}$/, "is not the name of a service tier, such as default or batch");

/** A tier by one of its names. */
const overrideTier = z
  .string()
  .trim()
  .toLowerCase()
  .refine(
    (name) => name !== "" && canonicalTier(name) !== null,
    `is no service tier; these are: ${[DEFAULT_TIER, ...SERVICE_TIERS].join(", ")}`,
  )
  .transform((name) => canonicalTier(name) ?? name);

const note = proseText.nullable().default(null);
const confirm = z
  .boolean()
  .default(false)
  .meta({ description: "Needed where a rate becomes more than 5 times, or less than a fifth, of the present one" });

function ordered(
  span: { effective_from?: number | null | undefined; effective_to?: number | null | undefined },
  context: z.RefinementCtx,
): void {
  if (
    typeof span.effective_from === "number" &&
    typeof span.effective_to === "number" &&
    span.effective_from >= span.effective_to
  )
    context.addIssue({ code: "custom", path: ["effective_to"], message: "is not after effective_from" });
}

export const newPrice = z
  .strictObject({
    provider: nameText.meta({ example: "openai" }),
    model: nameText.meta({ example: "gpt-4o" }),
    service_tier: tierName.default("default"),
    effective_from: moment
      .optional()
      .meta({ description: "Left out: now, or the beginning of time for a model that had no price" }),
    effective_to: moment.nullable().default(null).meta({ description: "Exclusive; null = until further notice" }),
    rates: rates.default({}),
    context_tiers: contextTiers.default([]),
    image_rates: imageRates.default([]),
    note,
    confirm,
  })
  .superRefine(ordered)
  .superRefine((given, context) => {
    const named = Object.keys(given.rates);
    if (named.length === 0 && given.image_rates.length === 0)
      context.addIssue({ code: "custom", path: ["rates"], message: "names no rate" });
    if (named.includes("images") && given.image_rates.length > 0)
      context.addIssue({ code: "custom", path: ["rates", "images"], message: "give images or image_rates, not both" });
  });

export const newOverride = z
  .strictObject({
    provider: nameText.optional().meta({ description: "Left out: every provider" }),
    model: nameText.optional().meta({ description: "Left out: every model" }),
    tenant: nameText
      .refine((text) => !text.startsWith("__"), "is reserved")
      .optional()
      .meta({ description: "Left out: every tenant" }),
    service_tier: overrideTier.optional().meta({
      description:
        "default, batch, flex, priority, ... Left out: every one for percent_off; for rates the default tier, as half of list can lie below what was agreed",
      override: { type: "string" },
      example: "batch",
    }),
    effective_from: moment.optional().meta({ description: "Left out: now" }),
    effective_to: moment.nullable().default(null).meta({ description: "Exclusive; null = until further notice" }),
    rates: givenRates.optional().meta({ description: "Agreed rates of one service tier; those not named stay at list" }),
    context_tiers: contextTiers.default([]),
    percent_off: decimalText
      .refine((text) => (parseAtto(text) ?? 0n) <= 100n * 10n ** 18n, "is above 100")
      .optional()
      .meta({
        description: "Percent off list, on every rate",
        override: { type: "string" },
        example: "15",
      }),
    note,
    confirm,
  })
  .superRefine(ordered)
  .superRefine((given, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (given.rates && given.percent_off !== undefined) issue("percent_off", "give rates or percent_off, not both");
    if (!given.rates && given.percent_off === undefined) issue("rates", "is missing: give rates or percent_off");
    if (given.rates && given.model === undefined) issue("model", "is missing: agreed rates are those of one model");
    if (!given.rates && given.context_tiers.length > 0) issue("context_tiers", "belong to rates");
  });

export const overrideEnd = z.strictObject({
  effective_to: moment.nullable().meta({ description: "Exclusive; null = until further notice" }),
});

const instant = z.iso.datetime();
const money = z.string().meta({ description: "USD, plain decimal" });
const answeredRates = z.partialRecord(z.enum(RATE_KEYS as [RateKey, ...RateKey[]]), money);
const answeredTiers = z.array(z.object({ above_input_tokens: z.int(), rates: answeredRates }));

export const price = z
  .object({
    id: z.string(),
    provider: z.string(),
    model: z.string(),
    service_tier: z.string(),
    effective_from: instant,
    effective_to: instant.nullable().meta({ description: "Exclusive" }),
    rates: answeredRates.meta({
      description: `USD, as decimal strings. ${RATE_KEYS.map((key) => `${key}: ${MEANING[key]}`).join("; ")}`,
    }),
    context_tiers: answeredTiers.meta({ description: "Rates for the whole request above a number of input tokens" }),
    image_rates: z
      .array(z.object({ size: z.string(), quality: z.string(), rate: money }))
      .meta({ description: "USD per image by size and quality; the first row's are the defaults" }),
    windows: z
      .array(z.object({ from: z.string(), to: z.string(), rates: answeredRates }))
      .meta({ description: "Rates while the UTC time of day is in [from, to)" }),
    minimum_seconds: z.number().nullable().meta({ description: "Shorter audio is billed as this long" }),
    source: z.enum(["catalogue", "overlay", "custom"]),
    catalogue_version: z.string().nullable(),
    created_at: instant,
    created_by: z.string().nullable(),
    note: z.string().nullable(),
    retired_at: instant
      .nullable()
      .meta({ description: "Since when another row stands in its place; events keep pointing to it" }),
  })
  .meta({ id: "Price" });

export const override = z
  .object({
    id: z.uuid(),
    provider: z.string().nullable(),
    model: z.string().nullable(),
    tenant: z.string().nullable(),
    service_tier: z.string().nullable().meta({ description: "Null: every one" }),
    effective_from: instant,
    effective_to: instant.nullable(),
    rates: answeredRates.nullable(),
    context_tiers: answeredTiers,
    percent_off: z.string().nullable(),
    note: z.string().nullable(),
    created_at: instant,
    created_by: z.string().nullable(),
    deleted_at: instant.nullable(),
  })
  .meta({ id: "PriceOverride" });

const paging = {
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(2048).optional().meta({ description: "next_cursor of the answer before" }),
};
export const nextCursor = z.string().nullable().meta({ description: "Where the next page begins; null on the last one" });

export const priceFilter = z.object({
  ...paging,
  provider: filterText.optional(),
  model: filterText.optional().meta({ description: "An id, or another name of it" }),
  service_tier: filterText.optional(),
  at: moment.optional().meta({ description: "Only what was in force then; left out, the whole history" }),
  q: filterText.optional().meta({ description: "Words that all stand somewhere in provider, model, service tier or source" }),
});

export const overrideFilter = z.object({
  ...paging,
  provider: filterText.optional(),
  model: filterText.optional(),
  tenant: filterText.optional(),
  service_tier: filterText.optional().meta({ description: "Overrides of this tier alone" }),
});

export const matchQuestion = z.strictObject({
  provider: filterText.default("").meta({ description: "Left out: inferred where only one maker has the model" }),
  model: nameText,
  tenant: filterText.default(""),
  service_tier: filterText.nullable().default(null),
  at: moment.optional().meta({ description: "Left out: now" }),
  usage: z
    .strictObject(
      {
        ...(Object.fromEntries(
          USAGE_CLASSES.map((key) => [key, (key === "seconds" ? z.number() : z.int()).min(0, "is negative").optional()]),
        ) as Record<(typeof USAGE_CLASSES)[number], z.ZodOptional<z.ZodNumber>>),
        image_size: imageOption.optional(),
        image_quality: imageOption.optional(),
      },
      {
        error: (issue) =>
          issue.code === "unrecognized_keys"
            ? `${issue.keys.join(", ")}: no such class; these are: ${USAGE_CLASSES.join(", ")}`
            : undefined,
      },
    )
    .default({})
    .meta({
      description: "Quantities by disjoint class; for images also image_size and image_quality",
      example: { input_uncached: 1000, output_visible: 200 },
    }),
});

export const matchAnswer = z
  .object({
    pricing: z.enum(["priced", "unpriced"]),
    reason: z.string().nullable().meta({ description: "Why there is no price" }),
    classes: z.array(z.string()).meta({ description: "Classes of the usage without a price" }),
    suggestion: z.object({ provider: z.string(), model: z.string() }).nullable(),
    provider: z.string().nullable().meta({ description: "Whose price list it is" }),
    model: z.string().nullable(),
    exact: z
      .boolean()
      .nullable()
      .meta({ description: "False where an ending was taken off the name, or the service tier is not known" }),
    service_tier: z.string().nullable(),
    context_above_input_tokens: z.int().nullable(),
    time_window: z.string().nullable(),
    image_size: z.string().nullable().meta({ description: "The size whose price was taken, where it depends on that" }),
    image_quality: z.string().nullable(),
    price_id: z.string().nullable(),
    override_id: z.string().nullable(),
    list_cost_usd: money.nullable(),
    effective_cost_usd: money.nullable(),
    components: z.array(
      z.object({
        class: z.string(),
        quantity: z.number(),
        list_unit_price_usd: money,
        unit_price_usd: money,
        list_cost_usd: money,
        effective_cost_usd: money,
      }),
    ),
  })
  .meta({ id: "PriceMatch" });

export type NewPrice = z.output<typeof newPrice>;
export type NewOverride = z.output<typeof newOverride>;
export type PriceAnswer = z.input<typeof price>;
export type OverrideAnswer = z.input<typeof override>;
export type PriceFilter = z.output<typeof priceFilter>;
export type OverrideFilter = z.output<typeof overrideFilter>;
export type MatchQuestion = z.output<typeof matchQuestion>;
export type MatchAnswer = z.input<typeof matchAnswer>;
