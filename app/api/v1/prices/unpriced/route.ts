import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/metering/re-rating/operations";
import { listUnpriced } from "@/lib/metering/re-rating/service";

export const GET = defineRoute(operations.listUnpriced, async ({ query, reach }) =>
  listUnpriced(query.limit, query.cursor, reach),
);

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.listUnpriced);
