import type pg from "pg";
import type { AlertKey } from "../raised";

export interface OpenEpisode extends AlertKey {
  began: Date;
  /** Event time at which it was last told of. */
  lastAt: Date;
}

/** The alerts that have not ended, as whoever raised them names them. */
export async function readOpenEpisodes(client: pg.Pool | pg.ClientBase): Promise<OpenEpisode[]> {
  const { rows } = await client.query<OpenEpisode>(
    `SELECT rule_id AS "ruleId", subject_key AS "subjectKey", episode, threshold, began, last_at AS "lastAt"
     FROM alert WHERE state IN ('open', 'acknowledged', 'snoozed') ORDER BY rule_id, subject_key, episode, threshold`,
  );
  return rows;
}
