import { z } from "zod";
import { onVersionChange } from "./change-versions";
import { pool } from "./database";
import { settings, timeZone } from "./settings";
import { singleton } from "./singleton";

export const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;
export const MOST_DECLARED_TAGS = 10;

const name = z.string().trim().min(1).max(256);

/** What an admin decides for the whole organisation, kept in the table `setting`, one row a name. */
export const organisationSchema = z.object({
  name: name.meta({ description: "Shown on screens and reports" }),
  timezone: timeZone.meta({ description: "IANA zone in which days, weeks and months are cut", example: "Europe/Berlin" }),
  week_starts_on: z.enum(WEEKDAYS),
  declared_tags: z
    .array(name)
    .max(MOST_DECLARED_TAGS, `at most ${MOST_DECLARED_TAGS} tags can be declared`)
    .refine((tags) => new Set(tags).size === tags.length, "names a tag twice")
    .meta({ description: "Tag keys that reports can group by" }),
  trusted_report_sources: z
    .array(name)
    .max(1000)
    .meta({ description: "Event sources whose own cost_usd counts as the effective cost" }),
  retention_days: z.int().min(1).max(36_500).meta({ description: "How long events are kept, in days; rollups stay" }),
  ingest_events_per_second: z
    .int()
    .min(1)
    .max(10_000_000)
    .nullable()
    .meta({ description: "Events a second that one API token may send, sustained; null is without limit" }),
});

export type Organisation = z.infer<typeof organisationSchema>;

/** What holds until an admin decides otherwise: the environment's settings. */
function defaults(): Organisation {
  const given = settings();
  return {
    name: "My organisation",
    timezone: given.COSTWARDEN_TIMEZONE,
    week_starts_on: "monday",
    declared_tags: [],
    trusted_report_sources: given.COSTWARDEN_TRUST_REPORTED_SOURCES.split(",")
      .map((each) => each.trim())
      .filter(Boolean),
    retention_days: given.COSTWARDEN_RETENTION_DAYS,
    ingest_events_per_second: null,
  };
}

async function read(): Promise<Organisation> {
  const { rows } = await pool().query<{ key: string; value: unknown }>("SELECT key, value FROM setting WHERE key = ANY($1)", [
    Object.keys(organisationSchema.shape),
  ]);
  return organisationSchema.parse({ ...defaults(), ...Object.fromEntries(rows.map((row) => [row.key, row.value])) });
}

const holder = () => singleton("organisation", () => ({ value: undefined as Organisation | undefined, reads: 0 }));

/** Reads the settings anew and keeps them; from the first call on they follow changes within a second. */
export async function loadOrganisation(): Promise<Organisation> {
  const held = holder();
  if (held.reads === 0) onVersionChange("settings", async () => void (await loadOrganisation()));
  const turn = ++held.reads;
  const value = await read();
  // Of reads that overlap, the one that began last saw the newest.
  if (turn === held.reads) held.value = value;
  return value;
}

/** The settings in memory; the environment's defaults until `loadOrganisation` first ran. */
export function organisation(): Organisation {
  return holder().value ?? defaults();
}

/** The settings in memory, read first where they were not yet. */
export async function currentOrganisation(): Promise<Organisation> {
  return holder().value ?? loadOrganisation();
}
