import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/metering/re-rating/operations";
import { readReRating } from "@/lib/metering/re-rating/service";

export const GET = defineRoute(operations.readReRating, async ({ params }) => readReRating(params.id));

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.readReRating);
