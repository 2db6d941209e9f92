import { defineRoute, otherMethods } from "@/app/define-route";
import { checkAccounting as operation } from "@/lib/spend/operations";
import { checkAccounting } from "@/lib/spend/service";

export const GET = defineRoute(operation, ({ query }) => checkAccounting(query));

export const { POST, PUT, PATCH, DELETE } = otherMethods(operation);
