import type pg from "pg";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import type { HourValues } from "../learn-hours";
import type { StoredProfile } from "../outlooks";

/** Names one subject: its key and its tenant, "" where it names none. */
export interface SubjectName {
  tenant: string;
  subject: string;
}

const columns = (names: readonly SubjectName[]) => [names.map(({ tenant }) => tenant), names.map(({ subject }) => subject)];

interface ProfileRow {
  subject: string;
  outlook: number[] | null;
  outlook_until: Date;
  median_tokens: number;
  active_hours: number;
  usual_requests: number;
  usual_cache_rate: number;
  day_spend: number;
  since: Date;
}

/** What was stored of these subjects; those without history are left out. */
export async function readProfiles(client: pg.Pool | pg.ClientBase, names: readonly SubjectName[]): Promise<StoredProfile[]> {
  const { rows } = await client.query<ProfileRow>(
    `SELECT subject, outlook, outlook_until, median_tokens, active_hours, usual_requests, usual_cache_rate, day_spend, since
     FROM baseline_subject JOIN unnest($1::text[], $2::text[]) AS asked (tenant, subject) USING (tenant, subject)`,
    columns(names),
  );
  return rows.map((row) => ({
    subject: row.subject,
    outlook: row.outlook,
    outlookUntilMs: row.outlook_until.getTime(),
    median: row.median_tokens,
    activeHours: row.active_hours,
    usualRequests: row.usual_requests,
    usualCacheRate: row.usual_cache_rate,
    daySpend: row.day_spend,
    sinceMs: row.since.getTime(),
  }));
}

/** The middle of the medians of tenants that have a day of active hours; null while fewer than three do. */
export async function readSimilarMedian(client: pg.Pool | pg.ClientBase): Promise<number | null> {
  const { rows } = await client.query<{ median: number | null }>(
    `SELECT CASE WHEN count(*) >= 3 THEN percentile_disc(0.5) WITHIN GROUP (ORDER BY median_tokens) END AS median
     FROM baseline_subject WHERE active_hours >= 24 AND kind IN ('tenant', 'tenant_feature')`,
  );
  return rows[0]?.median ?? null;
}

/** A subject with what its detectors remember. */
export interface SubjectRow extends SubjectName {
  kind: string;
  names: string[];
  since: Date;
  last_active: Date;
  states: Buffer | null;
  observed_until: Date;
  outlook_until: Date;
  median_tokens: number;
  median_on: string | null;
  active_hours: number;
  usual_cache_rate: number;
}

export async function readSubjects(client: pg.Pool | pg.ClientBase, names: readonly SubjectName[]): Promise<SubjectRow[]> {
  const { rows } = await client.query<SubjectRow>(
    `SELECT tenant, subject, kind, names, since, last_active, states, observed_until, outlook_until, median_tokens,
       median_on::text AS median_on, active_hours, usual_cache_rate
     FROM baseline_subject JOIN unnest($1::text[], $2::text[]) AS asked (tenant, subject) USING (tenant, subject)`,
    columns(names),
  );
  return rows;
}

interface DayRow extends SubjectName {
  day: string;
  spend: number[];
  tokens: number[];
  requests: number[];
  output: number[];
}

/** Hours of one subject by their start. */
export class SubjectHours {
  private readonly days = new Map<number, DayRow>();

  add(row: DayRow): void {
    this.days.set(Date.parse(`${row.day}T00:00:00Z`), row);
  }

  at(hourMs: number): HourValues | undefined {
    const dayMs = Math.floor(hourMs / DAY_MS) * DAY_MS;
    const row = this.days.get(dayMs);
    if (!row) return undefined;
    const hour = (hourMs - dayMs) / HOUR_MS;
    return {
      usd: row.spend[hour] ?? 0,
      tokens: row.tokens[hour] ?? 0,
      requests: row.requests[hour] ?? 0,
      output: row.output[hour] ?? 0,
    };
  }
}

/** The hours of each subject from the day its detectors have not seen on, at least those of a day. */
export async function readHours(
  client: pg.Pool | pg.ClientBase,
  subjects: readonly SubjectRow[],
  untilMs: number,
): Promise<Map<string, SubjectHours>> {
  const from = subjects.map(({ observed_until }) => new Date(Math.min(observed_until.getTime(), untilMs - DAY_MS)));
  const { rows } = await client.query<DayRow>(
    `SELECT d.tenant, d.subject, d.day::text AS day, d.spend, d.tokens, d.requests, d.output
     FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS asked (tenant, subject, from_hour)
     JOIN baseline_day AS d ON d.tenant = asked.tenant AND d.subject = asked.subject
       AND d.day >= (asked.from_hour AT TIME ZONE 'UTC')::date AND d.day <= ($4::timestamptz AT TIME ZONE 'UTC')::date`,
    [...columns(subjects), from, new Date(untilMs)],
  );
  const found = new Map<string, SubjectHours>();
  for (const row of rows) {
    let hours = found.get(row.subject);
    if (!hours) {
      hours = new SubjectHours();
      found.set(row.subject, hours);
    }
    hours.add(row);
  }
  return found;
}

/** Medians over the active hours of the last 90 days, and how many those are. */
export async function readMedians(
  client: pg.Pool | pg.ClientBase,
  names: readonly SubjectName[],
  untilMs: number,
): Promise<Map<string, { median: number; activeHours: number }>> {
  const { rows } = await client.query<{ subject: string; median: number; active_hours: number }>(
    `SELECT asked.subject, found.median, found.active_hours
     FROM unnest($1::text[], $2::text[]) AS asked (tenant, subject), LATERAL (
       SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY value) AS median, count(*)::int AS active_hours
       FROM baseline_day AS d, unnest(d.tokens) AS value
       WHERE d.tenant = asked.tenant AND d.subject = asked.subject AND value > 0 AND d.day > ($3::timestamptz AT TIME ZONE 'UTC')::date - 91
     ) AS found WHERE found.active_hours > 0`,
    [...columns(names), new Date(untilMs)],
  );
  return new Map(rows.map(({ subject, median, active_hours }) => [subject, { median, activeHours: active_hours }]));
}

/** Exclusions of these subjects, as spans of hours. */
export async function readExclusions(
  client: pg.Pool | pg.ClientBase,
  names: readonly SubjectName[],
): Promise<Map<string, (readonly [fromMs: number, toMs: number])[]>> {
  const { rows } = await client.query<{ subject: string; from_hour: Date; to_hour: Date }>(
    `SELECT subject, from_hour, to_hour FROM baseline_exclusion
     JOIN unnest($1::text[], $2::text[]) AS asked (tenant, subject) USING (tenant, subject)`,
    columns(names),
  );
  const found = new Map<string, (readonly [number, number])[]>();
  for (const { subject, from_hour, to_hour } of rows)
    found.set(subject, [...(found.get(subject) ?? []), [from_hour.getTime(), to_hour.getTime()]]);
  return found;
}
