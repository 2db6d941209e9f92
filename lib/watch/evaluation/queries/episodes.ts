import type pg from "pg";

export interface EpisodeKey {
  ruleId: string;
  subject: string;
  threshold: string;
}

export interface StoredEpisode extends EpisodeKey {
  episode: string;
  lastAt: Date;
}

const keyColumns = (keys: readonly EpisodeKey[]) => [
  keys.map(({ ruleId }) => ruleId),
  keys.map(({ subject }) => subject),
  keys.map(({ threshold }) => threshold),
];

const COLUMNS = `e.rule_id AS "ruleId", e.subject, e.threshold, e.episode, e.last_at AS "lastAt"`;

export async function readEpisodes(client: pg.Pool | pg.ClientBase): Promise<StoredEpisode[]> {
  return (await client.query<StoredEpisode>(`SELECT ${COLUMNS} FROM watch_episode AS e`)).rows;
}

/**
 * Opens episodes; one that another instance opened already is the same episode. Those that only go on are not opened
 * anew once somebody has ended them. @returns the episodes as they are open now
 */
export async function openEpisodes(
  client: pg.ClientBase,
  began: readonly StoredEpisode[],
  goingOn: readonly StoredEpisode[],
): Promise<StoredEpisode[]> {
  const found: StoredEpisode[] = [];
  const ordered = (list: readonly StoredEpisode[]) => [...list].sort((left, right) => (orderOf(left) < orderOf(right) ? -1 : 1));
  if (began.length > 0) {
    const list = ordered(began);
    const { rows } = await client.query<StoredEpisode>(
      `INSERT INTO watch_episode AS e (rule_id, subject, threshold, episode, last_at)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
       ON CONFLICT (rule_id, subject, threshold) DO UPDATE SET last_at = greatest(e.last_at, EXCLUDED.last_at) RETURNING ${COLUMNS}`,
      [...keyColumns(list), list.map(({ episode }) => episode), list.map(({ lastAt }) => lastAt)],
    );
    found.push(...rows);
  }
  if (goingOn.length > 0) {
    const list = ordered(goingOn);
    const { rows } = await client.query<StoredEpisode>(
      `UPDATE watch_episode AS e SET last_at = greatest(e.last_at, u.last_at)
       FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) AS u (rule_id, subject, threshold, last_at)
       WHERE e.rule_id = u.rule_id AND e.subject = u.subject AND e.threshold = u.threshold RETURNING ${COLUMNS}`,
      [...keyColumns(list), list.map(({ lastAt }) => lastAt)],
    );
    found.push(...rows);
  }
  return found;
}

const orderOf = ({ ruleId, subject, threshold }: EpisodeKey) => `${ruleId}\u001f${subject}\u001f${threshold}`;

/** Ends episodes. @returns those that were open, and quiet since `quietSince` */
export async function endEpisodes(
  client: pg.ClientBase,
  keys: readonly EpisodeKey[],
  quietSince: Date,
): Promise<StoredEpisode[]> {
  if (keys.length === 0) return [];
  const { rows } = await client.query<StoredEpisode>(
    `DELETE FROM watch_episode AS e USING unnest($1::text[], $2::text[], $3::text[]) AS u (rule_id, subject, threshold)
     WHERE e.rule_id = u.rule_id AND e.subject = u.subject AND e.threshold = u.threshold AND e.last_at <= $4 RETURNING ${COLUMNS}`,
    [...keyColumns(keys), quietSince],
  );
  return rows;
}
