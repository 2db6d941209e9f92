import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import { ratePast } from "@/lib/metering/re-rating/service";
import * as operations from "@/lib/pricing/operations";
import { createPrice, listPrices } from "@/lib/pricing/service";

export const GET = defineRoute(operations.listPrices, async ({ query }) => listPrices(query));

export const POST = defineRoute(operations.createPrice, async ({ body, principal, request }) => {
  const author = authorOf(principal, request);
  const price = await createPrice(body, author);
  const rated = await ratePast(price, author);
  return { price, re_rating_id: rated?.id ?? null, events_priced: rated?.events_changed ?? 0 };
});

export const { PUT, PATCH, DELETE } = otherMethods(operations.listPrices, operations.createPrice);
