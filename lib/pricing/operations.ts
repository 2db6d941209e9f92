import { z } from "zod";
import { filterText } from "@/lib/platform/http/fields";
import { type AccessRule, defineOperation } from "@/lib/platform/http/operation";
import {
  matchAnswer,
  matchQuestion,
  newOverride,
  newPrice,
  nextCursor,
  override,
  overrideEnd,
  overrideFilter,
  price,
  priceFilter,
} from "./contract";

const reading: AccessRule = {
  roles: ["admin", "finance", "engineer", "viewer"],
  scope: "prices:read",
  tenants: "no tenant data",
};
/** Of what was agreed for one tenant. */
const agreed: AccessRule = { ...reading, tenants: "within reach" };
const changing: AccessRule = { roles: ["admin"], scope: "prices:write", tenants: "refused" };
const byUuid = z.object({ id: z.uuid("is not an id") });

export const listPrices = defineOperation({
  method: "GET",
  path: "/api/v1/prices",
  tag: "Prices",
  summary: "List prices",
  description:
    "By provider, model, service tier and date. What stood in the book before and was replaced is left out; it is found by id.",
  access: reading,
  query: priceFilter,
  answer: z.object({ prices: z.array(price), next_cursor: nextCursor }),
});

export const readPrice = defineOperation({
  method: "GET",
  path: "/api/v1/prices/{id}",
  tag: "Prices",
  summary: "Read one price, also one that is no longer in use",
  access: reading,
  params: z.object({ id: filterText }),
  answer: price,
});

export const createPrice = defineOperation({
  method: "POST",
  path: "/api/v1/prices",
  tag: "Prices",
  summary: "Add a price",
  description:
    "For a model that the catalogue does not know, or in the place of a known price from a date on. Usage of the model that had no price is rated at once; usage that had one keeps its cost until it is re-rated.",
  access: changing,
  body: newPrice,
  answer: z.object({
    price,
    re_rating_id: z.uuid().nullable().meta({ description: "The re-rating of usage that had no price; null when there was none" }),
    events_priced: z.int(),
  }),
  status: 201,
});

export const listOverrides = defineOperation({
  method: "GET",
  path: "/api/v1/prices/overrides",
  tag: "Prices",
  summary: "List price overrides",
  description: "Newest first, withdrawn ones too.",
  access: agreed,
  query: overrideFilter,
  answer: z.object({ overrides: z.array(override), next_cursor: nextCursor }),
});

export const createOverride = defineOperation({
  method: "POST",
  path: "/api/v1/prices/overrides",
  tag: "Prices",
  summary: "Add a price override",
  description:
    "Agreed rates of a model, or a percentage off list. The most specific wins: one for a tenant before one for a model before one for a provider before one for a service tier; among equals the one made last. Changes the effective cost, never the list cost; past usage keeps its cost until it is re-rated.",
  access: changing,
  body: newOverride,
  answer: override,
  status: 201,
});

export const endOverride = defineOperation({
  method: "PATCH",
  path: "/api/v1/prices/overrides/{id}",
  tag: "Prices",
  summary: "Set the end of a price override",
  access: changing,
  params: byUuid,
  body: overrideEnd,
  answer: override,
});

export const withdrawOverride = defineOperation({
  method: "DELETE",
  path: "/api/v1/prices/overrides/{id}",
  tag: "Prices",
  summary: "Withdraw a price override",
  description: "As if it had never been: a later re-rating of past usage does not know it. To end it, set its effective_to.",
  access: changing,
  params: byUuid,
  answer: override,
});

export const matchPrice = defineOperation({
  method: "POST",
  path: "/api/v1/prices/match",
  tag: "Prices",
  summary: "Try what a usage would cost, and why",
  access: agreed,
  body: matchQuestion,
  answer: matchAnswer,
});

export const pricingOperations = [
  listPrices,
  readPrice,
  createPrice,
  listOverrides,
  createOverride,
  endOverride,
  withdrawOverride,
  matchPrice,
];
