import { uuidv7 } from "uuidv7";
import { listChannels, queueMessages } from "@/lib/deliveries/service";
import type { Author } from "@/lib/platform/author";
import { now, nowMs } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { log } from "@/lib/platform/log";
import { lastFull } from "./calendar";
import { composeReport, summaryOf, type Told } from "./compose";
import type { RunAnswer } from "./contract";
import { readFigures } from "./figures";
import { insertRun, type RunRow, wasSent } from "./queries/runs";
import { filePath } from "./report-file";
import { calendarOf, findSchedule, type ScheduleRow, selectSchedules, shownRun } from "./schedules";

/**
 * Makes a report of the last full period and queues it. Its figures are read before the transaction that notes it as sent, so
 * that two instances may both read, and one of them sends.
 * @param author who asked for it; null: the calendar, once for each period
 * @returns null where it went out already
 */
async function send(schedule: ScheduleRow, author: Author | null): Promise<RunRow | null> {
  const calendar = calendarOf(schedule);
  const range = lastFull(calendar, nowMs());
  const previous = lastFull(calendar, range.startMs);
  const figures = await readFigures(range, previous, calendar.zone);
  const id = uuidv7();
  const told: Told = {
    runId: id,
    name: schedule.name,
    period: schedule.period,
    range,
    zone: calendar.zone,
    csvPath: filePath(id),
    at: now(),
  };
  return inTransaction(async (client) => {
    // Whoever changes or deletes the schedule, or sends it elsewhere, takes turns with this.
    const current = await findSchedule(client, schedule.id, "FOR UPDATE");
    if (author === null && (!current.enabled || (await wasSent(client, schedule.id, range.startMs, range.endMs)))) return null;
    const channels = (await listChannels(client)).filter((channel) =>
      current.every_channel
        ? channel.enabled
        : current.channel_ids.includes(channel.id) && (channel.enabled || channel.fallbackChannelId !== null),
    );
    const run: RunRow = {
      id,
      schedule_id: schedule.id,
      period_start: new Date(range.startMs),
      period_end: new Date(range.endMs),
      timezone: calendar.zone,
      sent_at: now(),
      asked_by: author?.name ?? null,
      channels: channels.length,
      summary: summaryOf(told, figures),
    };
    if (!(await insertRun(client, run))) return null;
    const message = composeReport(told, figures);
    await queueMessages(
      client,
      channels.map((channel) => ({
        channelId: channel.id,
        key: `report:${id}`,
        subject: { kind: "report" as const, id },
        message,
      })),
    );
    await author?.note(client, {
      action: "report.send",
      subject: `report:${schedule.id}`,
      after: { run: id, summary: run.summary },
    });
    return run;
  });
}

/**
 * Sends what the calendar says is due: each period of each schedule once, over instances and restarts; what came due while
 * nothing ran goes out afterwards. A schedule begins with the first hour after it was made.
 */
export async function sendDueReports(): Promise<void> {
  for (const schedule of await selectSchedules(pool())) {
    if (!schedule.enabled) continue;
    const due = lastFull(calendarOf(schedule), nowMs());
    if (due.dueMs > nowMs() || schedule.created_at.getTime() > due.dueMs) continue;
    if (await wasSent(pool(), schedule.id, due.startMs, due.endMs)) continue;
    try {
      await send(schedule, null);
    } catch (error) {
      // One report that cannot be made must not keep back the others; the next turn tries again.
      log().error({ err: error, report: schedule.name }, "a report could not be sent");
    }
  }
}

/** Sends the last full period now, beside the calendar. @throws not_found */
export async function sendReportNow(id: string, author: Author): Promise<RunAnswer> {
  const run = await send(await findSchedule(pool(), id), author);
  if (!run) throw new Error("a report that was asked for was not sent");
  return shownRun(run);
}
