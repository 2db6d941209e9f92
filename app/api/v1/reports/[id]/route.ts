import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/reports/operations";
import { changeSchedule, deleteSchedule, readSchedule } from "@/lib/reports/service";

export const GET = defineRoute(operations.readSchedule, async ({ params }) => readSchedule(params.id));

export const PATCH = defineRoute(operations.changeSchedule, async ({ params, body, principal, request }) =>
  changeSchedule(params.id, body, authorOf(principal, request)),
);

export const DELETE = defineRoute(operations.deleteSchedule, async ({ params, principal, request }) =>
  deleteSchedule(params.id, authorOf(principal, request)),
);

export const { POST, PUT } = otherMethods(operations.readSchedule, operations.changeSchedule, operations.deleteSchedule);
