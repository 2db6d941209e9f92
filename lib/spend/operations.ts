import { z } from "zod";
import { type AccessRule, defineOperation, type Operation } from "@/lib/platform/http/operation";
import {
  accountingAnswerSchema,
  accountingQuerySchema,
  dimensionValuesQuerySchema,
  dimensionValuesSchema,
  eventDetailSchema,
  eventsAnswerSchema,
  eventsQuerySchema,
  spendAnswerSchema,
  spendQuerySchema,
} from "./contract";

const roles = ["admin", "finance", "engineer", "viewer"] as const;
const reading: AccessRule = { roles, scope: "spend:read", tenants: "within reach" };

export const readSpend = defineOperation({
  method: "GET",
  path: "/api/v1/spend",
  tag: "Spend",
  summary: "Spend by dimensions and calendar periods",
  description:
    "Exact sums from the rollups. The range is rounded outwards to quarter hours; periods without usage are left out; rows beyond the limit are summed into one marked `other`, and `total` covers everything. A filter by a tag is a parameter named `tag:NAME`.",
  access: reading,
  query: spendQuerySchema,
  answer: spendAnswerSchema,
  csv: true,
});

export const listEvents = defineOperation({
  method: "GET",
  path: "/api/v1/events",
  tag: "Events",
  summary: "List usage events, newest first",
  description:
    "Without a tenant, other filters look at the last 90 days unless `from` says otherwise. With state=rejected: what was refused, and why. As CSV the whole list is streamed.",
  access: reading,
  query: eventsQuerySchema,
  answer: eventsAnswerSchema,
  csv: true,
});

export const readEvent = defineOperation({
  method: "GET",
  path: "/api/v1/events/{ref}",
  tag: "Events",
  summary: "One event: raw usage, price and the formula of its cost",
  description: "`ref` as lists give it, or the event's id together with the parameters tenant and source.",
  access: reading,
  params: z.object({ ref: z.string() }),
  query: z.looseObject({ tenant: z.string().optional(), source: z.string().optional() }),
  answer: eventDetailSchema,
});

export const checkAccounting = defineOperation({
  method: "GET",
  path: "/api/v1/accounting",
  tag: "Spend",
  summary: "Prove that the rollups say what the events say",
  access: { roles, scope: "spend:read", tenants: "refused" },
  query: accountingQuerySchema,
  answer: accountingAnswerSchema,
});

export const listDimensionValues = defineOperation({
  method: "GET",
  path: "/api/v1/dimensions/{name}",
  tag: "Spend",
  summary: "The values of a dimension, for filters",
  access: reading,
  params: z.object({ name: z.string() }),
  query: dimensionValuesQuerySchema,
  answer: dimensionValuesSchema,
});

export const spendOperations: readonly Operation[] = [readSpend, listEvents, readEvent, checkAccounting, listDimensionValues];
