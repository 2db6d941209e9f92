import { onVersionChange } from "./change-versions";
import { pool } from "./database";
import { settings } from "./settings";
import { singleton } from "./singleton";

/** What an admin set for the whole installation (table `setting`); absent settings have these defaults. */
export interface Organisation {
  name: string;
  timezone: string;
  weekStartsOn: 0 | 1 | 6;
  /** Names of tags that have rollups of their own; at most ten. */
  declaredTags: readonly string[];
  /** Sources whose reported costs win over the price book. */
  trustedSources: ReadonlySet<string>;
  retentionDays: number;
}

const state = singleton("organisation", () => ({ current: undefined as Organisation | undefined, watching: false }));

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

/** Reads the settings anew. Unusable values, which only a hand in the database could leave, give way to defaults. */
export async function loadOrganisation(): Promise<Organisation> {
  const { rows } = await pool().query<{ key: string; value: unknown }>("SELECT key, value FROM setting");
  const stored = new Map(rows.map((row) => [row.key, row.value]));
  const week = stored.get("week_starts_on");
  const retention = stored.get("retention_days");
  const fromEnvironment = settings()
    .COSTWARDEN_TRUST_REPORTED_SOURCES.split(",")
    .map((source) => source.trim());
  const organisation: Organisation = {
    name: typeof stored.get("name") === "string" ? String(stored.get("name")) : "",
    timezone: typeof stored.get("timezone") === "string" ? String(stored.get("timezone")) : settings().COSTWARDEN_TIMEZONE,
    weekStartsOn: week === 0 || week === 6 ? week : 1,
    declaredTags: list(stored.get("declared_tags")).slice(0, 10),
    trustedSources: new Set([...list(stored.get("trusted_report_sources")), ...fromEnvironment].filter(Boolean)),
    retentionDays: typeof retention === "number" && retention >= 1 ? retention : settings().COSTWARDEN_RETENTION_DAYS,
  };
  state.current = organisation;
  if (!state.watching) {
    state.watching = true;
    onVersionChange("settings", async () => {
      await loadOrganisation();
    });
  }
  return organisation;
}

/** The settings as known at most a second ago. */
export async function organisation(): Promise<Organisation> {
  return state.current ?? (await loadOrganisation());
}
