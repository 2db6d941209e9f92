import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/metering/re-rating/operations";
import { listReRatings, reRate } from "@/lib/metering/re-rating/service";

export const GET = defineRoute(operations.listReRatings, async ({ query }) => listReRatings(query.limit, query.cursor));

export const POST = defineRoute(operations.createReRating, async ({ body, principal, request }) =>
  reRate(body, authorOf(principal, request)),
);

export const { PUT, PATCH, DELETE } = otherMethods(operations.listReRatings, operations.createReRating);
