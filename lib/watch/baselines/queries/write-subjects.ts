import type pg from "pg";
import type { SubjectName } from "./read-subjects";

export interface SubjectUpdate extends SubjectName {
  outlook: readonly number[];
  outlookUntilMs: number;
  median: number;
  medianOn: string | null;
  activeHours: number;
  usualRequests: number;
  usualCacheRate: number;
  daySpend: number;
  silenceAtMs: number | null;
  /** Written when enough hours have come since the last time; null leaves what is stored. */
  states: Buffer | null;
}

/** Stores what was learned of these subjects. */
export async function writeSubjects(client: pg.Pool | pg.ClientBase, updates: readonly SubjectUpdate[]): Promise<void> {
  if (updates.length === 0) return;
  const column = <T>(of: (update: SubjectUpdate) => T) => updates.map(of);
  const untilMs = updates[0]?.outlookUntilMs ?? 0;
  await client.query(
    `UPDATE baseline_subject AS b SET outlook = u.outlook::float8[], outlook_until = $11, median_tokens = u.median, median_on = u.median_on,
       active_hours = u.active_hours, usual_requests = u.usual_requests, usual_cache_rate = u.usual_cache_rate,
       day_spend = u.day_spend, silence_at = u.silence_at
     FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::date[], $6::int[], $7::float8[], $8::float8[], $9::float8[],
       $10::timestamptz[])
       AS u (tenant, subject, outlook, median, median_on, active_hours, usual_requests, usual_cache_rate, day_spend, silence_at)
     WHERE b.tenant = u.tenant AND b.subject = u.subject AND b.outlook_until <= $11`,
    [
      column(({ tenant }) => tenant),
      column(({ subject }) => subject),
      column(({ outlook }) => `{${outlook.join(",")}}`),
      column(({ median }) => median),
      column(({ medianOn }) => medianOn),
      column(({ activeHours }) => activeHours),
      column(({ usualRequests }) => usualRequests),
      column(({ usualCacheRate }) => usualCacheRate),
      column(({ daySpend }) => daySpend),
      column(({ silenceAtMs }) => (silenceAtMs === null ? null : new Date(silenceAtMs))),
      new Date(untilMs),
    ],
  );
  const kept = updates.filter(({ states }) => states !== null);
  if (kept.length === 0) return;
  await client.query(
    `UPDATE baseline_subject AS b SET states = u.states, observed_until = $4
     FROM unnest($1::text[], $2::text[], $3::bytea[]) AS u (tenant, subject, states)
     WHERE b.tenant = u.tenant AND b.subject = u.subject AND b.observed_until <= $4`,
    [kept.map(({ tenant }) => tenant), kept.map(({ subject }) => subject), kept.map(({ states }) => states), new Date(untilMs)],
  );
}
