import { defineRoute, otherMethods } from "@/app/define-route";
import { readEvent as operation } from "@/lib/spend/operations";
import { readEvent } from "@/lib/spend/service";

export const GET = defineRoute(operation, ({ params, query, reach }) => readEvent(params.ref, reach, query.tenant, query.source));

export const { POST, PUT, PATCH, DELETE } = otherMethods(operation);
