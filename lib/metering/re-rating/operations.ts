import { z } from "zod";
import { type AccessRule, defineOperation } from "@/lib/platform/http/operation";
import { newReRating, nextCursor, paging, reRating, unpriced } from "./contract";

const reading: AccessRule = { roles: ["admin", "finance", "engineer", "viewer"], scope: "prices:read", tenants: "refused" };
const changing: AccessRule = { roles: ["admin"], scope: "prices:write", tenants: "refused" };

export const listUnpriced = defineOperation({
  method: "GET",
  path: "/api/v1/prices/unpriced",
  tag: "Prices",
  summary: "List models whose usage has no price",
  description: "Most events first. Such usage costs null, never 0; it is rated as soon as a price is added.",
  access: { ...reading, tenants: "within reach" },
  query: z.strictObject(paging),
  answer: z.object({ unpriced: z.array(unpriced), next_cursor: nextCursor }),
});

export const listReRatings = defineOperation({
  method: "GET",
  path: "/api/v1/re-ratings",
  tag: "Prices",
  summary: "List re-ratings, dry runs too, newest first",
  access: reading,
  query: z.strictObject(paging),
  answer: z.object({ re_ratings: z.array(reRating), next_cursor: nextCursor }),
});

export const readReRating = defineOperation({
  method: "GET",
  path: "/api/v1/re-ratings/{id}",
  tag: "Prices",
  summary: "Read one re-rating",
  access: reading,
  params: z.object({ id: z.uuid("is not an id") }),
  answer: reRating,
});

export const createReRating = defineOperation({
  method: "POST",
  path: "/api/v1/re-ratings",
  tag: "Prices",
  summary: "Compute costs of past usage again",
  description:
    "With the prices and overrides that the book now holds for each event's own time. A dry run shows the difference by tenant, model and month; applied, events and every total change in one step, each event keeps its first cost, and the audit log holds an entry. Costs reported by a trusted source stay.",
  access: changing,
  body: newReRating,
  answer: reRating,
  status: 201,
});

export const reRatingOperations = [listUnpriced, listReRatings, readReRating, createReRating];
