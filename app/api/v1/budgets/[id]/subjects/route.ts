import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/budgets/operations";
import { listSubjects } from "@/lib/budgets/service";

export const GET = defineRoute(operations.listSubjects, async ({ params, query, reach }) =>
  listSubjects(params.id, query, reach),
);

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.listSubjects);
