import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/reports/operations";
import { readReportFile } from "@/lib/reports/service";

export const GET = defineRoute(operations.readReportFile, async ({ params, query }) => readReportFile(params.id, query));

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.readReportFile);
