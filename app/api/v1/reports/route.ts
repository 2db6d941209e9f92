import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/reports/operations";
import { createSchedule, listSchedules } from "@/lib/reports/service";

export const GET = defineRoute(operations.listSchedules, async () => listSchedules());

export const POST = defineRoute(operations.createSchedule, async ({ body, principal, request }) =>
  createSchedule(body, authorOf(principal, request)),
);

export const { PUT, PATCH, DELETE } = otherMethods(operations.listSchedules, operations.createSchedule);
