import type pg from "pg";
import { uuidv7 } from "uuidv7";
import { listChannels } from "@/lib/deliveries/service";
import type { Author } from "@/lib/platform/author";
import { now, nowMs } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import { organisation } from "@/lib/platform/organisation";
import { rfc3339 } from "@/lib/platform/time";
import { type Calendar, nextDueMs } from "./calendar";
import type { NewSchedule, RunAnswer, ScheduleAnswer, ScheduleChange } from "./contract";
import { listRuns, type RunRow } from "./queries/runs";
import { filePath } from "./report-file";

const RUNS_SHOWN = 50;

export interface ScheduleRow {
  id: string;
  name: string;
  period: "week" | "month";
  hour: number;
  timezone: string | null;
  enabled: boolean;
  every_channel: boolean;
  channel_ids: string[];
  created_at: Date;
  created_by: string;
  updated_at: Date;
}

export function calendarOf({ period, hour, timezone }: ScheduleRow): Calendar {
  const { timezone: own, week_starts_on } = organisation();
  return { period, hour, zone: timezone ?? own, weekStartsOn: week_starts_on };
}

export function shownRun(row: RunRow): RunAnswer {
  const { id, timezone, asked_by, channels, summary } = row;
  return {
    ...{ id, timezone, asked_by, channels, summary },
    period_start: rfc3339(row.period_start.getTime()),
    period_end: rfc3339(row.period_end.getTime()),
    sent_at: row.sent_at.toISOString(),
    csv: filePath(id),
  };
}

function shown(row: ScheduleRow, last: RunRow | undefined): ScheduleAnswer {
  const { id, name, period, hour, timezone, enabled, every_channel, channel_ids, created_by } = row;
  return {
    ...{ id, name, period, hour, timezone, enabled, every_channel, channel_ids, created_by },
    next_at: enabled ? rfc3339(nextDueMs(calendarOf(row), nowMs())) : null,
    last_run: last ? shownRun(last) : null,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

/** What the audit log keeps of a schedule: its runs' signed links are no matter of it. */
const audited = (row: ScheduleRow) => shown(row, undefined);

/** @throws validation_failed for channels that are not there, or none at all */
async function checkChannels(client: pg.ClientBase, { every_channel, channel_ids }: NewSchedule | ScheduleRow): Promise<void> {
  const known = new Set((await listChannels(client)).map(({ id }) => id));
  const fault = (pointer: string, detail: string) =>
    new DomainError("validation_failed", `${pointer}: ${detail}.`, { errors: [{ pointer, detail }] });
  for (const [index, id] of channel_ids.entries()) {
    if (!known.has(id)) throw fault(`/channel_ids/${index}`, "is not a channel");
  }
  if (!every_channel && channel_ids.length === 0) throw fault("/channel_ids", "is empty: name channels, or set every_channel");
}

export async function selectSchedules(client: pg.Pool | pg.ClientBase): Promise<ScheduleRow[]> {
  const { rows } = await client.query<ScheduleRow>(
    "SELECT * FROM report_schedule WHERE deleted_at IS NULL ORDER BY created_at, id",
  );
  return rows;
}

/** @throws not_found */
export async function findSchedule(client: pg.Pool | pg.ClientBase, id: string, lock = ""): Promise<ScheduleRow> {
  const { rows } = await client.query<ScheduleRow>(`SELECT * FROM report_schedule WHERE id = $1 AND deleted_at IS NULL ${lock}`, [
    id,
  ]);
  if (!rows[0]) throw new DomainError("not_found", `There is no report with the id "${id}".`);
  return rows[0];
}

export async function listSchedules(): Promise<{ schedules: ScheduleAnswer[] }> {
  const rows = await selectSchedules(pool());
  const runs = await listRuns(
    pool(),
    rows.map(({ id }) => id),
    1,
  );
  return {
    schedules: rows.map((row) =>
      shown(
        row,
        runs.find((run) => run.schedule_id === row.id),
      ),
    ),
  };
}

/** @throws not_found */
export async function readSchedule(id: string): Promise<ScheduleAnswer & { runs: RunAnswer[] }> {
  const row = await findSchedule(pool(), id);
  const runs = await listRuns(pool(), [id], RUNS_SHOWN);
  return { ...shown(row, runs[0]), runs: runs.map(shownRun) };
}

/** @throws validation_failed */
export async function createSchedule(given: NewSchedule, author: Author): Promise<ScheduleAnswer> {
  return inTransaction(async (client) => {
    await checkChannels(client, given);
    const row: ScheduleRow = { id: uuidv7(), ...given, created_at: now(), created_by: author.name, updated_at: now() };
    await client.query(
      `INSERT INTO report_schedule (id, name, period, hour, timezone, enabled, every_channel, channel_ids, created_at, created_by, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9)`,
      [
        row.id,
        row.name,
        row.period,
        row.hour,
        row.timezone,
        row.enabled,
        row.every_channel,
        row.channel_ids,
        row.created_at,
        row.created_by,
      ],
    );
    await author.note(client, { action: "report.create", subject: `report:${row.id}`, after: audited(row) });
    return shown(row, undefined);
  });
}

/** @throws not_found, validation_failed */
export async function changeSchedule(id: string, change: ScheduleChange, author: Author): Promise<ScheduleAnswer> {
  return inTransaction(async (client) => {
    const before = await findSchedule(client, id, "FOR UPDATE");
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const row: ScheduleRow = { ...before, ...given, updated_at: now() };
    if (change.channel_ids !== undefined || change.every_channel !== undefined) await checkChannels(client, row);
    await client.query(
      `UPDATE report_schedule SET name = $2, hour = $3, timezone = $4, enabled = $5, every_channel = $6, channel_ids = $7, updated_at = $8
       WHERE id = $1`,
      [id, row.name, row.hour, row.timezone, row.enabled, row.every_channel, row.channel_ids, row.updated_at],
    );
    await author.note(client, { action: "report.update", subject: `report:${id}`, before: audited(before), after: audited(row) });
    const [last] = await listRuns(client, [id], 1);
    return shown(row, last);
  });
}

/** @throws not_found */
export async function deleteSchedule(id: string, author: Author): Promise<ScheduleAnswer> {
  return inTransaction(async (client) => {
    const before = await findSchedule(client, id, "FOR UPDATE");
    await client.query("UPDATE report_schedule SET deleted_at = $2 WHERE id = $1", [id, now()]);
    await author.note(client, { action: "report.delete", subject: `report:${id}`, before: audited(before) });
    return { ...shown(before, undefined), next_at: null };
  });
}
