import { z } from "zod";
import { type AccessRule, defineOperation } from "@/lib/platform/http/operation";
import { fileQuery, newSchedule, run, schedule, scheduleChange, scheduleDetail, schedulesAnswer } from "./contract";

const reading: AccessRule = {
  roles: ["admin", "finance", "engineer", "viewer"],
  scope: "alerts:read",
  tenants: "refused",
};
const writing: AccessRule = { roles: ["admin", "finance"], scope: "alerts:write", tenants: "refused" };
const byId = z.object({ id: z.uuid("is not an id") });
const tag = "Reports";

export const listSchedules = defineOperation({
  method: "GET",
  path: "/api/v1/reports",
  tag,
  summary: "List report schedules",
  access: reading,
  answer: schedulesAnswer,
});

export const createSchedule = defineOperation({
  method: "POST",
  path: "/api/v1/reports",
  tag,
  summary: "Send a weekly or monthly report of spend to channels",
  description: "Total and change, tenants, features, movers, budgets, open alerts, and the figures as CSV behind a signed link.",
  access: writing,
  body: newSchedule,
  answer: schedule,
  status: 201,
});

export const readSchedule = defineOperation({
  method: "GET",
  path: "/api/v1/reports/{id}",
  tag,
  summary: "Read a schedule and what it sent",
  access: reading,
  params: byId,
  answer: scheduleDetail,
});

export const changeSchedule = defineOperation({
  method: "PATCH",
  path: "/api/v1/reports/{id}",
  tag,
  summary: "Change a schedule",
  access: writing,
  params: byId,
  body: scheduleChange,
  answer: schedule,
});

export const deleteSchedule = defineOperation({
  method: "DELETE",
  path: "/api/v1/reports/{id}",
  tag,
  summary: "Delete a schedule",
  description: "What it sent stays readable by its signed links.",
  access: writing,
  params: byId,
  answer: schedule,
});

export const sendReport = defineOperation({
  method: "POST",
  path: "/api/v1/reports/{id}/send",
  tag,
  summary: "Send the last full period now",
  description: "Beside the calendar: what is sent by it goes out all the same.",
  access: writing,
  params: byId,
  answer: run,
  status: 201,
  idempotent: true,
});

export const readReportFile = defineOperation({
  method: "GET",
  path: "/api/v1/reports/files/{id}",
  tag,
  summary: "A report's figures as CSV, by tenant and feature",
  description: "Behind a link that is signed and expires. Read from the rollups when opened: events that came late are in it.",
  access: "public",
  params: z.object({ id: z.string().max(64) }),
  query: fileQuery,
  answer: z.string(),
  media: "text/csv",
});

export const reportOperations = [
  listSchedules,
  createSchedule,
  readSchedule,
  changeSchedule,
  deleteSchedule,
  sendReport,
  readReportFile,
];
