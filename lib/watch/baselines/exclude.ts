import type pg from "pg";
import { HOUR_MS } from "@/lib/platform/time";

export interface ExcludedEpisode {
  subjectKey: string;
  scope: { tenant?: string };
  began: Date;
  until: Date;
}

/** Leaves the hours of episodes that were meant to be out of what is usual; their detectors begin anew without them. */
export async function excludeEpisodes(client: pg.ClientBase, episodes: readonly ExcludedEpisode[]): Promise<void> {
  const hourOf = (at: Date) => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
  const tenants = episodes.map(({ scope }) => scope.tenant ?? "");
  const subjects = episodes.map(({ subjectKey }) => subjectKey);
  await client.query(
    `INSERT INTO baseline_exclusion AS x (tenant, subject, from_hour, to_hour)
     SELECT tenant, subject, from_hour, max(to_hour) FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[])
       AS u (tenant, subject, from_hour, to_hour) GROUP BY 1, 2, 3
     ON CONFLICT (tenant, subject, from_hour) DO UPDATE SET to_hour = greatest(x.to_hour, EXCLUDED.to_hour)`,
    [tenants, subjects, episodes.map(({ began }) => hourOf(began)), episodes.map(({ until }) => hourOf(until))],
  );
  await client.query(
    `UPDATE baseline_subject AS b SET states = NULL, observed_until = b.since, outlook_until = b.since
     FROM unnest($1::text[], $2::text[]) AS u (tenant, subject) WHERE b.tenant = u.tenant AND b.subject = u.subject`,
    [tenants, subjects],
  );
}
