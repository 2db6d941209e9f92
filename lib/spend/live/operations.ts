import { defineOperation } from "@/lib/platform/http/operation";
import { liveAnswer, liveQuery } from "./contract";

export const readLive = defineOperation({
  method: "GET",
  path: "/api/v1/live",
  tag: "Spend",
  summary: "What is burning now: the last 5 and 60 minutes against an hour ago",
  description:
    "From the minute rollups, by event time: the running minute and the 5 or 60 before it. Usage that is reported more than 75 minutes late is not in the hour before. Of retry storms the newest events of the tenants that retry most are looked at.",
  access: { roles: ["admin", "finance", "engineer", "viewer"], scope: "spend:read", tenants: "within reach" },
  query: liveQuery,
  answer: liveAnswer,
});

export const liveOperations = [readLive];
