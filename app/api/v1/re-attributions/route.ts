import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/metering/re-attribution/operations";
import { listReAttributions, reAttribute } from "@/lib/metering/re-attribution/service";

export const GET = defineRoute(operations.listReAttributions, ({ query, reach }) =>
  listReAttributions(query.limit, query.cursor, reach),
);

export const POST = defineRoute(operations.createReAttribution, ({ body, principal, request, reach }) =>
  reAttribute(body, authorOf(principal, request), reach),
);

export const { PUT, PATCH, DELETE } = otherMethods(operations.listReAttributions, operations.createReAttribution);
