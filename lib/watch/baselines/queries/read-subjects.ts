import type pg from "pg";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import type { HourValues } from "../learn-hours";
import { noProfile, PER_MEASURE, type StoredProfile } from "../outlooks";
import { bytesOf, floatsOf, packedArray, packedBytes, realAt } from "./packed-arrays";

/** Names one subject: its key and its tenant, "" where it names none. */
export interface SubjectName {
  tenant: string;
  subject: string;
}

const columns = (names: readonly SubjectName[]) => [names.map(({ tenant }) => tenant), names.map(({ subject }) => subject)];

/** Milliseconds of an instant, as a number: dates are slow to parse. */
const msOf = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** What was stored of these subjects; those without history are left out. */
export async function readProfiles(client: pg.Pool | pg.ClientBase, names: readonly SubjectName[]): Promise<StoredProfile[]> {
  const { rows } = await client.query<Omit<StoredProfile, "outlook"> & { outlook: string | null }>(
    `SELECT subject, ${packedArray("outlook")} AS outlook, ${msOf("outlook_until")} AS "outlookUntilMs", median_tokens AS median,
       active_hours AS "activeHours", usual_requests AS "usualRequests", usual_cache_rate AS "usualCacheRate",
       day_spend AS "daySpend", ${msOf("since")} AS "sinceMs"
     FROM baseline_subject JOIN unnest($1::text[], $2::text[]) AS asked (tenant, subject) USING (tenant, subject)`,
    columns(names),
  );
  return rows.map((row) => ({ ...row, outlook: row.outlook === null ? null : floatsOf(row.outlook) }));
}

/** What these subjects were expected to spend about now, of those with so many active hours. */
export async function readSpendOutlooks(
  client: pg.Pool | pg.ClientBase,
  names: readonly SubjectName[],
  leastActiveHours: number,
): Promise<StoredProfile[]> {
  const { rows } = await client.query<{ subject: string; outlook: string; untilMs: number }>(
    `SELECT subject, ${packedArray(`outlook[1:${PER_MEASURE}]`)} AS outlook, ${msOf("outlook_until")} AS "untilMs"
     FROM baseline_subject JOIN unnest($1::text[], $2::text[]) AS asked (tenant, subject) USING (tenant, subject)
     WHERE active_hours >= $3 AND outlook IS NOT NULL`,
    [...columns(names), leastActiveHours],
  );
  return rows.map(({ subject, outlook, untilMs }) => ({
    ...noProfile(subject),
    outlook: floatsOf(outlook),
    outlookUntilMs: untilMs,
  }));
}

/** The middle of the medians of such subjects that have a day of active hours; null while fewer than three do. */
export async function readSimilarMedian(
  client: pg.Pool | pg.ClientBase,
  kinds: readonly string[] = ["tenant", "tenant_feature"],
): Promise<number | null> {
  const { rows } = await client.query<{ median: number | null }>(
    `SELECT CASE WHEN count(*) >= 3 THEN percentile_disc(0.5) WITHIN GROUP (ORDER BY median_tokens) END AS median
     FROM baseline_subject WHERE active_hours >= 24 AND kind = ANY($1::text[])`,
    [kinds],
  );
  return rows[0]?.median ?? null;
}

/** A subject with what its detectors remember. */
export interface SubjectRow extends SubjectName {
  kind: string;
  names: string[];
  sinceMs: number;
  states: Buffer | null;
  observedUntilMs: number;
  median: number;
  /** The day its median is of; null where that was never taken. */
  medianOnMs: number | null;
  activeHours: number;
  usualCacheRate: number;
}

/** Between names: they have no control characters. */
const BETWEEN = "\u001f";

/** These subjects, but for those that were brought up to `untilMs` before. */
export async function readSubjects(
  client: pg.Pool | pg.ClientBase,
  names: readonly SubjectName[],
  untilMs: number,
): Promise<SubjectRow[]> {
  const { rows } = await client.query<Omit<SubjectRow, "names" | "states"> & { names: string; states: string | null }>(
    `SELECT tenant, subject, kind, array_to_string(names, $4) AS names, ${msOf("since")} AS "sinceMs", ${packedBytes("states")} AS states,
       ${msOf("observed_until")} AS "observedUntilMs", median_tokens AS median,
       ${msOf("median_on::timestamp")} AS "medianOnMs", active_hours AS "activeHours", usual_cache_rate AS "usualCacheRate"
     FROM baseline_subject JOIN unnest($1::text[], $2::text[]) AS asked (tenant, subject) USING (tenant, subject)
     WHERE outlook_until < $3`,
    [...columns(names), new Date(untilMs), BETWEEN],
  );
  return rows.map((row) => ({
    ...row,
    names: row.names === "" ? [] : row.names.split(BETWEEN),
    states: row.states === null ? null : bytesOf(row.states),
  }));
}

interface DayRow {
  subject: string;
  dayMs: number;
  /** Spend, tokens, requests and output of 24 hours each. */
  hours: string;
}

/** Hours of one subject by their start. */
export class SubjectHours {
  private readonly days = new Map<number, Buffer>();

  add({ dayMs, hours }: DayRow): void {
    this.days.set(dayMs, bytesOf(hours));
  }

  at(hourMs: number): HourValues | undefined {
    const dayMs = Math.floor(hourMs / DAY_MS) * DAY_MS;
    const values = this.days.get(dayMs);
    if (!values) return undefined;
    const hour = (hourMs - dayMs) / HOUR_MS;
    return {
      usd: realAt(values, hour),
      tokens: realAt(values, 24 + hour),
      requests: realAt(values, 48 + hour),
      output: realAt(values, 72 + hour),
    };
  }

  usdAt(hourMs: number): number {
    const dayMs = Math.floor(hourMs / DAY_MS) * DAY_MS;
    const values = this.days.get(dayMs);
    return values ? realAt(values, (hourMs - dayMs) / HOUR_MS) : 0;
  }
}

/** The hours of each subject from the day its detectors have not seen on, at least those of a day. */
export async function readHours(
  client: pg.Pool | pg.ClientBase,
  subjects: readonly SubjectRow[],
  untilMs: number,
): Promise<Map<string, SubjectHours>> {
  const from = subjects.map(({ observedUntilMs }) => new Date(Math.min(observedUntilMs, untilMs - DAY_MS)));
  const { rows } = await client.query<DayRow>(
    `SELECT d.subject, ${msOf("d.day::timestamp")} AS "dayMs", ${packedArray("d.spend || d.tokens || d.requests || d.output")} AS hours
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
