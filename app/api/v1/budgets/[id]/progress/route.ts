import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/budgets/operations";
import { readProgress } from "@/lib/budgets/service";

export const GET = defineRoute(operations.readProgress, async ({ params, query, reach }) =>
  readProgress(params.id, query.subject, reach),
);

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.readProgress);
