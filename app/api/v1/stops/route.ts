import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/budgets/stops/operations";
import { askerOf, createStop, listStops } from "@/lib/budgets/stops/service";

export const GET = defineRoute(operations.listStops, async ({ query, principal, request }) => {
  const { list, etag } = await listStops(query, askerOf(principal), request.headers.get("if-none-match"));
  if (etag === null && list) return list;
  const headers = { etag: etag ?? "", "cache-control": "no-cache" };
  return list
    ? Response.json(operations.listStops.answer.parse(list), { headers })
    : new Response(null, { status: 304, headers });
});

export const POST = defineRoute(operations.createStop, async ({ body, principal, request }) =>
  createStop(body, askerOf(principal), authorOf(principal, request)),
);

export const { PUT, PATCH, DELETE } = otherMethods(operations.listStops, operations.createStop);
