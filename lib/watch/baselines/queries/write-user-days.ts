import type pg from "pg";
import type { SubjectName } from "./read-subjects";

/** One UTC day of a subject's hours. */
export interface UserDay extends SubjectName {
  kind: string;
  names: readonly string[];
  /** "2026-11-20" */
  day: string;
  spend: number[];
  tokens: number[];
  requests: number[];
  output: number[];
  /** First and last hour with any usage. */
  firstMs: number;
  lastMs: number;
}

const MEASURES = ["spend", "tokens", "requests", "output"] as const;
const literal = (values: readonly number[]) => `{${values.join(",")}}`;

const rowsOf = (days: readonly UserDay[]) => [
  days.map(({ tenant }) => tenant),
  days.map(({ subject }) => subject),
  days.map(({ day }) => day),
  ...MEASURES.map((name) => days.map((each) => literal(each[name]))),
];
const ROWS = `SELECT tenant, subject, day, ${MEASURES.map((name) => `${name}::real[]`).join(", ")}
  FROM unnest($1::text[], $2::text[], $3::date[], $4::text[], $5::text[], $6::text[], $7::text[])
    AS u (tenant, subject, day, ${MEASURES.join(", ")}) ORDER BY tenant, subject, day`;

/** Lays down whole days: what was there of them is replaced. */
export async function writeUserDays(client: pg.ClientBase, days: readonly UserDay[]): Promise<void> {
  if (days.length === 0) return;
  await client.query(
    `INSERT INTO baseline_day (tenant, subject, day, ${MEASURES.join(", ")}) ${ROWS}
     ON CONFLICT (tenant, subject, day) DO UPDATE SET ${MEASURES.map((name) => `${name} = EXCLUDED.${name}`).join(", ")}`,
    rowsOf(days),
  );
}

/** Lays one hour (0 to 23) into days that hold others. */
export async function writeUserHour(client: pg.Pool | pg.ClientBase, days: readonly UserDay[], hour: number): Promise<void> {
  if (days.length === 0) return;
  await client.query(
    `INSERT INTO baseline_day AS d (tenant, subject, day, ${MEASURES.join(", ")}) ${ROWS}
     ON CONFLICT (tenant, subject, day) DO UPDATE
     SET ${MEASURES.map((name) => `${name}[${hour + 1}] = EXCLUDED.${name}[${hour + 1}]`).join(", ")}`,
    rowsOf(days),
  );
  await client.query(
    `UPDATE baseline_subject AS b SET last_active = greatest(b.last_active, u.at)
     FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS u (tenant, subject, at)
     WHERE b.tenant = u.tenant AND b.subject = u.subject AND b.last_active < u.at`,
    [days.map(({ tenant }) => tenant), days.map(({ subject }) => subject), days.map(({ lastMs }) => new Date(lastMs))],
  );
}

/** Subjects of whom a past is kept from now on; one that is there begins anew where its hours reach further back. */
export async function addSubjects(client: pg.ClientBase, days: readonly UserDay[]): Promise<void> {
  if (days.length === 0) return;
  await client.query(
    `INSERT INTO baseline_subject AS b (tenant, subject, kind, names, since, last_active, observed_until, outlook_until)
     SELECT tenant, subject, min(kind), string_to_array(min(names), U&'\\001f'), min(first), max(last), min(first), min(first)
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
       AS u (tenant, subject, kind, names, first, last)
     GROUP BY tenant, subject ORDER BY tenant, subject
     ON CONFLICT (tenant, subject) DO UPDATE SET since = least(b.since, EXCLUDED.since), states = NULL,
       last_active = greatest(b.last_active, EXCLUDED.last_active), observed_until = least(b.since, EXCLUDED.since),
       outlook_until = least(b.since, EXCLUDED.since), median_on = NULL`,
    [
      days.map(({ tenant }) => tenant),
      days.map(({ subject }) => subject),
      days.map(({ kind }) => kind),
      days.map(({ names }) => names.join("\u001f")),
      days.map(({ firstMs }) => new Date(firstMs)),
      days.map(({ lastMs }) => new Date(lastMs)),
    ],
  );
}

/** Tokens of one stored day, by subject. */
export async function readDayTokens(
  client: pg.Pool | pg.ClientBase,
  names: readonly SubjectName[],
  dayMs: number,
): Promise<Map<string, number>> {
  const { rows } = await client.query<{ subject: string; tokens: number }>(
    `SELECT d.subject, (SELECT sum(value) FROM unnest(d.tokens) AS value)::float8 AS tokens
     FROM baseline_day AS d JOIN unnest($1::text[], $2::text[]) AS asked (tenant, subject) USING (tenant, subject)
     WHERE d.day = ($3::timestamptz AT TIME ZONE 'UTC')::date`,
    [names.map(({ tenant }) => tenant), names.map(({ subject }) => subject), new Date(dayMs)],
  );
  return new Map(rows.map(({ subject, tokens }) => [subject, tokens]));
}
