import { z } from "zod";
import { filterText, nameText } from "@/lib/platform/http/fields";

export const DIRECTORY_KINDS = ["tenant", "feature", "environment"] as const;
export type DirectoryKind = (typeof DIRECTORY_KINDS)[number];

const instant = z.string().meta({ description: "RFC 3339, UTC", example: "2026-11-20T10:00:00Z" });
const text = z.string().nullable();
const dollars = text.meta({ description: "US dollars, a plain decimal; null when nothing in it is priced" });
const counted = z.union([z.number(), z.string()]);

export const directoryEntry = z
  .object({
    kind: z.enum(DIRECTORY_KINDS),
    name: z.string().meta({ description: "As events have it" }),
    display_name: text,
    owner: z
      .object({ user_id: text, email: z.string(), name: text, gone: z.boolean() })
      .nullable()
      .meta({ description: "gone: a person whose access was taken" }),
    cost_centre: text,
    channel: z
      .object({ id: z.uuid(), name: text })
      .nullable()
      .meta({ description: "Where alerts about it go; name null: the channel was removed" }),
    tags: z.array(z.string()),
    aliases: z.array(z.string()).meta({ description: "Names that were merged into it: their usage is read under this one" }),
    merged_into: text.meta({ description: "The name under which its usage is read" }),
    first_seen: instant.nullable().meta({ description: "In events, its aliases' included; null: not yet" }),
    last_seen: instant.nullable(),
  })
  .meta({ id: "DirectoryEntry" });

const spendOfEntry = z.object({
  name: z.string(),
  effective_cost_usd: dollars.meta({ description: "30 days" }),
  requests: counted,
  by_day: z.array(z.object({ day: instant, effective_cost_usd: dollars })),
});

export const directoryPage = z.object({
  entries: z.array(directoryEntry),
  spend: z.array(spendOfEntry).meta({ description: "The last 30 days of each entry on the page that used anything" }),
  next_cursor: z.string().nullable(),
});

const label = z.string().trim().max(100, "has more than 100 characters").pipe(nameText);

const fields = {
  display_name: nameText.nullable().meta({ description: "What people call it", example: "Acme Corporation" }),
  owner: z
    .string()
    .trim()
    .max(320)
    .nullable()
    .meta({ description: "The id of a person here, or an e-mail address", example: "ada@example.com" }),
  cost_centre: label.nullable().meta({ example: "CC-4711" }),
  channel_id: z.uuid("is not an id").nullable().meta({ description: "A channel that alerts about it go to" }),
  tags: z
    .array(label)
    .max(20, "has more than 20 tags")
    .transform((list) => [...new Set(list)]),
  merged_into: nameText
    .nullable()
    .meta({ description: "Reads its usage under this name from now on, the past included; null: under its own again" }),
};

export const entryChange = z.strictObject(fields).partial();
export const newEntry = z.strictObject({ name: nameText, ...entryChange.shape });
export const byName = z.object({ name: filterText });

export const entryFilter = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  cursor: z.string().max(1024).optional(),
  search: filterText.optional().meta({ description: "Part of a name, an alias, an owner, a cost centre or a tag" }),
  owner: filterText.optional().meta({ description: "Its owner's e-mail address; empty: those without an owner" }),
  cost_centre: filterText.optional().meta({ description: "Empty: those without one" }),
  merged: z.enum(["true", "false"]).optional().meta({ description: "true: only names that were merged into others" }),
  spend: z.enum(["none", "total", "daily"]).default("total"),
  format: z.enum(["json", "csv"]).optional().meta({ description: "csv: the same as Accept: text/csv" }),
});

export const entryFile = z.strictObject({
  csv: z.string().min(1, "is empty").max(1_000_000, "is longer than 1,000,000 characters"),
  dry_run: z.boolean().default(false),
});

export const entryImport = z.object({
  dry_run: z.boolean(),
  created: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  rows: z.array(
    z.object({
      line: z.number().int(),
      action: z.enum(["create", "change", "none"]),
      kind: z.enum(DIRECTORY_KINDS),
      name: z.string(),
    }),
  ),
});

export const spendByQuery = z.object({
  by: z.enum(["owner", "cost_centre"]).default("owner"),
  from: z.string().optional().meta({ description: "As /api/v1/spend takes it; thirty local days back unless said" }),
  to: z.string().optional(),
  format: z.enum(["json", "csv"]).optional().meta({ description: "csv: the same as Accept: text/csv" }),
});

const amounts = { effective_cost_usd: dollars, requests: counted, unpriced_requests: counted };

export const spendByAnswer = z
  .object({
    by: z.enum(["owner", "cost_centre"]),
    rows: z.array(
      z.object({
        value: text.meta({ description: "The owner's e-mail address or the cost centre; null: what nobody has" }),
        name: text.meta({ description: "The person's name" }),
        ...amounts,
        parts: z.array(z.object({ kind: z.enum(DIRECTORY_KINDS), name: z.string(), ...amounts })),
      }),
    ),
    total: z.object(amounts),
    range: z.object({ from: instant, to: instant }),
  })
  .meta({ id: "SpendByOwner" });

const called = z.record(z.string(), z.string()).meta({ description: "Display names by the name that events have" });

export const displayedNames = z.object({ tenant: called, feature: called, environment: called }).meta({ id: "DisplayNames" });

export type DisplayNames = z.input<typeof displayedNames>;
export type DirectoryEntry = z.input<typeof directoryEntry>;
export type EntryChange = z.output<typeof entryChange>;
export type NewEntry = z.output<typeof newEntry>;
export type EntryFilter = z.output<typeof entryFilter>;
export type EntryImport = z.input<typeof entryImport>;
export type SpendBy = z.input<typeof spendByAnswer>;
export type SpendByQuery = z.output<typeof spendByQuery>;
export type SpendOfEntry = z.input<typeof spendOfEntry>;
