import { z } from "zod";
import { nameText } from "@/lib/platform/http/fields";
import { isTimeZone } from "@/lib/platform/time";

/** Reports by the calendar, on the wire. */

const instant = z.iso.datetime();
const PERIODS = ["week", "month"] as const;

const hour = z
  .number("is not a number")
  .int("is not a whole number")
  .min(0, "is below 0")
  .max(23, "is above 23")
  .meta({ description: "The local hour at which it is sent, on the first day after the period" });
const timezone = z
  .string()
  .refine(isTimeZone, "is not an IANA time zone, such as Europe/Berlin")
  .nullable()
  .meta({ description: "Of its periods and its hour; null: the organisation's" });
const channels = z.array(z.uuid("is not an id")).max(50, "names more than 50 channels");

export const newSchedule = z.strictObject({
  name: nameText,
  period: z.enum(PERIODS, "must be week or month"),
  hour: hour.default(8),
  timezone: timezone.default(null),
  enabled: z.boolean().default(true),
  every_channel: z.boolean().default(false),
  channel_ids: channels.default([]),
});

/** What a change leaves out stays. The period stays in any case: make another schedule. */
export const scheduleChange = z.strictObject({
  name: nameText.optional(),
  hour: hour.optional(),
  timezone: timezone.optional(),
  enabled: z.boolean().optional(),
  every_channel: z.boolean().optional(),
  channel_ids: channels.optional(),
});

export const run = z
  .object({
    id: z.uuid(),
    period_start: instant,
    period_end: instant,
    timezone: z.string(),
    sent_at: instant,
    asked_by: z.string().nullable().meta({ description: "Who asked for it; null: by the calendar" }),
    channels: z.number().meta({ description: "To how many channels it went" }),
    summary: z.string(),
    csv: z.string().meta({ description: "A signed path to its figures, good for seven days from now" }),
  })
  .meta({ id: "ReportRun" });

export const schedule = z
  .object({
    id: z.uuid(),
    name: z.string(),
    period: z.enum(PERIODS),
    hour: z.number(),
    timezone: z.string().nullable(),
    enabled: z.boolean(),
    every_channel: z.boolean(),
    channel_ids: z.array(z.uuid()),
    next_at: instant.nullable().meta({ description: "When it is sent next; null while switched off" }),
    last_run: run.nullable(),
    created_at: instant,
    created_by: z.string(),
    updated_at: instant,
  })
  .meta({ id: "ReportSchedule" });

export const schedulesAnswer = z.object({ schedules: z.array(schedule) });
export const scheduleDetail = schedule.extend({ runs: z.array(run) }).meta({ id: "ReportScheduleDetail" });

/** Unchecked: whatever is not a link of ours leads nowhere. */
export const fileQuery = z.object({
  expires: z.string().max(32).optional().meta({ description: "Seconds since 1970" }),
  signature: z.string().max(128).optional(),
});

export type NewSchedule = z.output<typeof newSchedule>;
export type ScheduleChange = z.output<typeof scheduleChange>;
export type ScheduleAnswer = z.input<typeof schedule>;
export type RunAnswer = z.input<typeof run>;
