import type pg from "pg";

export interface RunRow {
  id: string;
  schedule_id: string;
  period_start: Date;
  period_end: Date;
  timezone: string;
  sent_at: Date;
  asked_by: string | null;
  channels: number;
  summary: string;
}

export async function listRuns(
  client: pg.Pool | pg.ClientBase,
  scheduleIds: readonly string[],
  limitEach: number,
): Promise<RunRow[]> {
  const { rows } = await client.query<RunRow>(
    `SELECT r.* FROM unnest($1::uuid[]) AS s(id)
     CROSS JOIN LATERAL (SELECT * FROM report_run WHERE schedule_id = s.id ORDER BY sent_at DESC, id DESC LIMIT $2) AS r`,
    [scheduleIds, limitEach],
  );
  return rows;
}

/** Whether the calendar's report on this period went out; a zone that was changed since moves its borders by hours. */
export async function wasSent(
  client: pg.Pool | pg.ClientBase,
  scheduleId: string,
  startMs: number,
  endMs: number,
): Promise<boolean> {
  const { rowCount } = await client.query(
    "SELECT FROM report_run WHERE schedule_id = $1 AND asked_by IS NULL AND period_end > $2 LIMIT 1",
    [scheduleId, new Date((startMs + endMs) / 2)],
  );
  return (rowCount ?? 0) > 0;
}

/** @returns whether it is new */
export async function insertRun(client: pg.ClientBase, run: RunRow): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO report_run (id, schedule_id, period_start, period_end, timezone, sent_at, asked_by, channels, summary)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [
      run.id,
      run.schedule_id,
      run.period_start,
      run.period_end,
      run.timezone,
      run.sent_at,
      run.asked_by,
      run.channels,
      run.summary,
    ],
  );
  return (rowCount ?? 0) > 0;
}
