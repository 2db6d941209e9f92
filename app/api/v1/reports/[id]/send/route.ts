import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/reports/operations";
import { sendReportNow } from "@/lib/reports/service";

export const POST = defineRoute(operations.sendReport, async ({ params, principal, request }) =>
  sendReportNow(params.id, authorOf(principal, request)),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.sendReport);
