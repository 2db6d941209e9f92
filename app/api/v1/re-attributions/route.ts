import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/metering/re-attribution/operations";
import { listReAttributions, reAttribute } from "@/lib/metering/re-attribution/service";

export const GET = defineRoute(operations.listReAttributions, ({ query }) => listReAttributions(query.limit, query.cursor));

export const POST = defineRoute(operations.createReAttribution, ({ body, principal, request }) =>
  reAttribute(body, authorOf(principal, request)),
);

export const { PUT, PATCH, DELETE } = otherMethods(operations.listReAttributions, operations.createReAttribution);
