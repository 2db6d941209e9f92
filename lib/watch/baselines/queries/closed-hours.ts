import type pg from "pg";
import type { SubjectName } from "./read-subjects";

type Client = pg.Pool | pg.ClientBase;

/** Closed hours since, with what everybody grew by in each. */
export async function readClosed(client: Client, sinceMs: number): Promise<Map<number, number>> {
  const { rows } = await client.query<{ hour: Date; common: number }>(
    "SELECT hour, common FROM baseline_hour WHERE hour >= $1 OR hour = (SELECT max(hour) FROM baseline_hour)",
    [new Date(sinceMs)],
  );
  return new Map(rows.map(({ hour, common }) => [hour.getTime(), common]));
}

export async function writeClosed(client: Client, hourMs: number, common: number): Promise<void> {
  await client.query(
    "INSERT INTO baseline_hour (hour, common) VALUES ($1, $2) ON CONFLICT (hour) DO UPDATE SET common = EXCLUDED.common",
    [new Date(hourMs), common],
  );
}

export interface SilentSubject extends SubjectName {
  kind: string;
  names: string[];
  last_active: Date;
  active_hours: number;
}

/** Subjects whose silence is certain with the end of this hour. */
export async function readSilent(client: Client, hourMs: number): Promise<SilentSubject[]> {
  const { rows } = await client.query<SilentSubject>(
    `SELECT tenant, subject, kind, names, last_active, active_hours FROM baseline_subject
     WHERE silence_at = $1 AND last_active < $1 ORDER BY tenant, subject`,
    [new Date(hourMs)],
  );
  return rows;
}

/** When the first usage that is kept happened. */
export async function firstUsage(client: Client): Promise<number | null> {
  const { rows } = await client.query<{ first: Date | null }>(
    "SELECT least((SELECT min(bucket) FROM rollup_quarter), (SELECT min(bucket) FROM rollup_minute)) AS first",
  );
  return rows[0]?.first?.getTime() ?? null;
}

/** Subjects in use of late whose detectors begin anew. */
export async function unlearned(client: Client, sinceMs: number, most: number): Promise<SubjectName[]> {
  const { rows } = await client.query<SubjectName>(
    `SELECT tenant, subject FROM baseline_subject WHERE states IS NULL AND since < last_active AND last_active >= $1
     ORDER BY last_active DESC LIMIT $2`,
    [new Date(sinceMs), most],
  );
  return rows;
}
