import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/budgets/operations";
import { readLimits } from "@/lib/budgets/service";

export const GET = defineRoute(operations.readLimits, async ({ params, reach }) => readLimits(params.id, reach));

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.readLimits);
