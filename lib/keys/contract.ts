import { z } from "zod";
import { filterText, moment, nameText, proseText } from "@/lib/platform/http/fields";
import { isTimeZone } from "@/lib/platform/time";

const instant = z.string().meta({ description: "RFC 3339, UTC", example: "2026-11-20T10:00:00Z" });
const day = z.string().meta({ description: "A date in the key's time zone", example: "2026-12-01" });
const text = z.string().nullable();

export const KEY_STATUSES = ["active", "rotating", "retired", "compromised"] as const;
export const SEVERITIES = ["critical", "high", "medium", "low", "info"] as const;
export const FINDING_KINDS = [
  "compromised",
  "used_after_retirement",
  "outside_environment",
  "outside_tenant",
  "outside_feature",
  "dormant_active",
  "expiring",
  "rotation_overdue",
  "shared_environments",
  "unregistered",
  "owner_gone",
  "no_owner",
  "unused",
  "never_used",
] as const;

export const keyFinding = z
  .object({
    id: z.uuid(),
    kind: z.enum(FINDING_KINDS),
    severity: z.enum(SEVERITIES),
    title: z.string(),
    detail: z.string().meta({ description: "What was seen, in words" }),
    fix: z.string().meta({ description: "What makes it go away" }),
    evidence: z.record(z.string(), z.json()),
    opened_at: instant,
    accepted: z
      .object({ reason: z.string(), until: instant, by: z.string(), at: instant })
      .nullable()
      .meta({ description: "Set while somebody accepts it" }),
  })
  .meta({ id: "KeyFinding" });

const keyValue = z.object({
  fingerprint: z.string().meta({ description: "What is kept of the value: an HMAC of its digest" }),
  last4: z.string(),
  generation: z.number().int().meta({ description: "1 is the first value of this key" }),
  state: z.enum(["current", "previous", "retired", "compromised"]),
  registered_at: instant,
  retired_at: instant.nullable(),
  compromised_at: instant.nullable(),
  stop_id: text.meta({ description: "The stop that denies our own decisions for it" }),
  first_seen: instant.nullable(),
  last_seen: instant.nullable(),
});

const reminder = z
  .object({
    id: z.uuid(),
    key_id: z.uuid(),
    key_name: z.string(),
    due_on: day,
    step: z.number().int().meta({ description: "Days from the date it reminds of: -30 is thirty days before" }),
    reason: z.enum(["rotation", "expiry"]),
    due_at: instant,
    recipient: text,
    state: z.enum(["planned", "due", "sent", "cancelled"]),
    sent_at: instant.nullable(),
    sent_via: text.meta({ description: "console: somebody saw it here" }),
    cancelled_at: instant.nullable(),
  })
  .meta({ id: "KeyReminder" });

const traffic = z.object({
  fingerprint: z.string(),
  last4: z.string(),
  state: z.string(),
  requests: z.number(),
  share: z.number().nullable().meta({ description: "Of this key's requests in the last 24 hours; null without any" }),
  last_seen: instant.nullable(),
});

const rotation = z.object({
  started_at: instant,
  started_by: text,
  step: z.enum(["register_successor", "move_traffic"]),
  traffic: z.array(traffic),
  closes_at: instant
    .nullable()
    .meta({ description: "When it closes by itself if the old value stays silent; null until the new one is seen" }),
});

export const providerKey = z
  .object({
    id: z.uuid().meta({ description: "Stays through rotations; what spend by key answers" }),
    name: z.string(),
    provider: z.string(),
    environment: z.string(),
    owner: z
      .object({ user_id: text, email: z.string(), name: text, gone: z.boolean() })
      .nullable()
      .meta({ description: "gone: a person whose access was taken" }),
    purpose: z.string(),
    allowed_tenants: z.array(z.string()).meta({ description: "None: any" }),
    allowed_features: z.array(z.string()).meta({ description: "None: any" }),
    allowed_environments: z.array(z.string()).meta({ description: "None: its own environment" }),
    status: z.enum(KEY_STATUSES),
    rotation_days: z.number().int().nullable().meta({ description: "Its own interval; null: that of its environment" }),
    rotation_interval_days: z.number().int(),
    last_rotated_at: instant,
    rotate_by: day.nullable(),
    expires_at: instant.nullable(),
    due_on: day.nullable().meta({ description: "The earlier of rotate_by and the expiry; null once retired" }),
    due_reason: z.enum(["rotation", "expiry"]).nullable(),
    days_left: z.number().int().nullable().meta({ description: "Until due_on; negative once it is past" }),
    timezone: text,
    values: z.array(keyValue).meta({ description: "Its lineage, newest first" }),
    first_seen: instant.nullable(),
    last_seen: instant.nullable(),
    findings: z.array(keyFinding),
    compromise: z.object({ at: instant, by: text, reason: z.string() }).nullable(),
    created_at: instant,
    created_by: z.string(),
    updated_at: instant,
    may_edit: z.boolean().meta({ description: "Whether the caller may change it" }),
  })
  .meta({ id: "ProviderKey" });

const use = z.object({ value: z.string(), first_seen: instant, last_seen: instant });

export const providerKeyDetail = providerKey
  .extend({
    rotation: rotation.nullable(),
    reminders: z.array(reminder),
    used_in: z.object({ environment: z.array(use), tenant: z.array(use), feature: z.array(use) }),
    past_findings: z.array(z.object({ kind: z.enum(FINDING_KINDS), title: z.string(), opened_at: instant, cleared_at: instant })),
    revocation_url: text.meta({ description: "Where the provider revokes keys" }),
    cannot_show: z.string().meta({ description: "What our events cannot show of this key" }),
  })
  .meta({ id: "ProviderKeyDetail" });

export const unregisteredKey = z
  .object({
    fingerprint: z.string(),
    last4: text,
    provider: z.string(),
    environments: z.array(z.string()),
    tenants: z.number().int(),
    features: z.number().int(),
    first_seen: instant,
    last_seen: instant,
    finding: keyFinding.nullable(),
  })
  .meta({ id: "UnregisteredKey" });

const hexDigest = z
  .string()
  .regex(
    /^[0-9a-fA-F]{64}$/,
    'must be the SHA-256 of the key in 64 hex digits, never the key itself: printf %s "$KEY" | sha256sum',
  )
  .transform((digits) => digits.toLowerCase());
const last4 = z
  .string()
  .max(4, "must be the key's last four characters, no more")
  .regex(/^[\x21-\x7e]*$/, "must be visible ASCII characters")
  .default("");
const names = z
  .array(nameText)
  .max(100, "has more than 100 names")
  .transform((list) => [...new Set(list)]);
const rotationDays = z.number().int("must be whole days").min(1, "must be 1 to 3650 days").max(3650, "must be 1 to 3650 days");

const fields = {
  name: nameText.meta({ example: "checkout production" }),
  provider: nameText.meta({ example: "openai" }),
  environment: nameText.meta({ example: "production" }),
  owner: z
    .string()
    .trim()
    .max(320)
    .nullable()
    .meta({ description: "The id of a person here, or an e-mail address", example: "ada@example.com" }),
  purpose: proseText,
  allowed_tenants: names,
  allowed_features: names,
  allowed_environments: names,
  rotation_days: rotationDays.nullable(),
  last_rotated_at: moment,
  expires_at: moment.nullable(),
  timezone: z
    .string()
    .refine(isTimeZone, { error: "is not an IANA time zone, such as Europe/Berlin" })
    .nullable()
    .meta({ description: "Where reminders are due at 09:00; null: the organisation's" }),
};

const value = {
  fingerprint: hexDigest.optional().meta({ description: "SHA-256 of the key in hex, made where the key is" }),
  unregistered: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "is not the fingerprint of an unregistered key")
    .optional()
    .meta({ description: "Instead: the fingerprint of a key found in events" }),
  last4,
};

export const newKey = z.strictObject({
  name: fields.name,
  provider: fields.provider,
  environment: fields.environment,
  ...value,
  owner: fields.owner.default(null),
  purpose: fields.purpose.default(""),
  allowed_tenants: fields.allowed_tenants.default([]),
  allowed_features: fields.allowed_features.default([]),
  allowed_environments: fields.allowed_environments.default([]),
  rotation_days: fields.rotation_days.default(null),
  last_rotated_at: fields.last_rotated_at.optional(),
  expires_at: fields.expires_at.default(null),
  timezone: fields.timezone.default(null),
});

export const keyChange = z.strictObject(fields).partial();

export const successor = z.strictObject({ ...value, expires_at: fields.expires_at.default(null) });
export const closing = z.strictObject({
  confirm: z.boolean().default(false).meta({ description: "Close although the old value is not silent yet" }),
});
export const compromise = z.strictObject({ reason: proseText.min(1, "says nothing") });
export const acceptance = z.strictObject({ reason: proseText.min(1, "says nothing"), until: moment });
export const keyFile = z.strictObject({
  csv: z.string().min(1, "is empty").max(1_000_000, "is longer than 1,000,000 characters"),
  dry_run: z.boolean().default(false),
});

export const keyFilter = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  cursor: z.string().max(512).optional(),
  search: filterText.optional().meta({ description: "Part of a name, a purpose or an owner" }),
  status: z.enum(KEY_STATUSES).optional(),
  provider: filterText.optional(),
  environment: filterText.optional(),
  finding: z
    .enum([...FINDING_KINDS, "any"])
    .optional()
    .meta({ description: "Only keys with this finding, or with any" }),
  format: z.enum(["json", "csv"]).optional().meta({ description: "csv: the same as Accept: text/csv" }),
});

export const spendOfKey = z.object({
  key: z.string(),
  effective_cost_usd: text.meta({ description: "30 days; null when nothing in it is priced" }),
  requests: z.union([z.number(), z.string()]),
  by_day: z.array(z.object({ day: instant, effective_cost_usd: text })),
});

export const keyReminder = reminder;
export const keyCalendar = z
  .object({
    id: z.uuid(),
    name: z.string(),
    created_at: instant,
    created_by: z.string(),
    last_read_at: instant.nullable(),
    revoked_at: instant.nullable(),
  })
  .meta({ id: "KeyCalendar" });

export const newCalendar = z.strictObject({ name: nameText.default("Provider keys") });

export const keyImport = z.object({
  dry_run: z.boolean(),
  created: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  rows: z.array(z.object({ line: z.number().int(), action: z.enum(["create", "change", "none"]), name: z.string() })),
});

export type FindingKind = (typeof FINDING_KINDS)[number];
export type Severity = (typeof SEVERITIES)[number];
export type KeyStatus = (typeof KEY_STATUSES)[number];
export type KeyFinding = z.input<typeof keyFinding>;
export type ProviderKey = z.input<typeof providerKey>;
export type ProviderKeyDetail = z.input<typeof providerKeyDetail>;
export type UnregisteredKey = z.input<typeof unregisteredKey>;
export type NewKey = z.output<typeof newKey>;
export type KeyChange = z.output<typeof keyChange>;
export type Successor = z.output<typeof successor>;
export type KeyFilter = z.output<typeof keyFilter>;
export type KeyReminder = z.input<typeof keyReminder>;
export type KeyCalendar = z.input<typeof keyCalendar>;
export type KeyImport = z.input<typeof keyImport>;
export type SpendOfKey = z.input<typeof spendOfKey>;
