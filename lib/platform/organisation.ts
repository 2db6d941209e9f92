import { z } from "zod";
import { onVersionChange } from "./change-versions";
import { pool } from "./database";
import { settings } from "./settings";
import { singleton } from "./singleton";
import { isTimeZone } from "./time";

const names = (most: number) => z.array(z.string().trim().min(1).max(256)).max(most, `at most ${most} names`);

const rotationDays = z.number().int().min(1).max(3650);

/** What an admin sets for the whole installation: one row of table `setting` a member. */
export const organisationSchema = z.object({
  name: z.string().max(256),
  timezone: z.string().refine(isTimeZone, { error: "is not an IANA time zone, such as Europe/Berlin" }),
  week_starts_on: z
    .union([z.literal(0), z.literal(1), z.literal(6)], { error: "must be 0 (Sunday), 1 (Monday) or 6 (Saturday)" })
    .meta({ description: "The first day of a week: 0 Sunday, 1 Monday, 6 Saturday" }),
  declared_tags: names(10).meta({ description: "Tags that have rollups of their own" }),
  trusted_report_sources: names(1000).meta({ description: "Sources whose reported costs win over the price book" }),
  retention_days: z.number().int().min(1).max(36_500).meta({ description: "How long events are kept" }),
  ingest_events_per_second: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .nullable()
    .meta({ description: "Most events a token may send; null for no limit" }),
  finance_may_edit_budgets: z
    .boolean()
    .meta({ description: "Whether people with the role finance may change budgets, as admins do" }),
  key_rotation_days: rotationDays.meta({ description: "How long a provider key is used before it is to be rotated" }),
  key_rotation_days_by_environment: z
    .record(z.string().min(1).max(256), rotationDays)
    .refine((days) => Object.keys(days).length <= 100, "at most 100 environments")
    .meta({ description: "Environments whose keys have another rotation interval" }),
  key_silence_minutes: z
    .number()
    .int()
    .min(0)
    .max(129_600)
    .meta({ description: "A rotation closes when the old value was silent for so long; 0: as soon as the new one is seen" }),
  alert_digest_hour: z
    .number()
    .int()
    .min(0)
    .max(23)
    .nullable()
    .meta({ description: "The local hour of the daily digest of info alerts; null for none" }),
});

export type Organisation = z.infer<typeof organisationSchema>;

function defaults(): Organisation {
  return {
    name: "",
    timezone: settings().COSTWARDEN_TIMEZONE,
    week_starts_on: 1,
    declared_tags: [],
    trusted_report_sources: settings()
      .COSTWARDEN_TRUST_REPORTED_SOURCES.split(",")
      .map((source) => source.trim())
      .filter(Boolean),
    retention_days: settings().COSTWARDEN_RETENTION_DAYS,
    ingest_events_per_second: null,
    finance_may_edit_budgets: false,
    key_rotation_days: 90,
    key_rotation_days_by_environment: {},
    key_silence_minutes: 1440,
    alert_digest_hour: 8,
  };
}

const state = singleton("organisation", () => ({ current: undefined as Organisation | undefined, watching: false }));

/** Reads the settings anew. A value that only a hand in the database could leave unusable gives way to its default. */
export async function loadOrganisation(): Promise<Organisation> {
  if (!state.watching) {
    state.watching = true;
    onVersionChange("settings", async () => {
      await loadOrganisation();
    });
  }
  const { rows } = await pool().query<{ key: string; value: unknown }>("SELECT key, value FROM setting");
  const merged: Record<string, unknown> = defaults();
  for (const { key, value } of rows) {
    const member = organisationSchema.shape[key as keyof Organisation];
    const parsed = member?.safeParse(value);
    if (parsed?.success) merged[key] = parsed.data;
  }
  state.current = organisationSchema.parse(merged);
  return state.current;
}

/** The settings as this process knew them at most a second ago; the defaults before they were loaded. */
export function organisation(): Organisation {
  return state.current ?? defaults();
}
