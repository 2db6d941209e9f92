import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/keys/operations";
import { readCalendar } from "@/lib/keys/service";

export const GET = defineRoute(
  operations.readCalendar,
  async ({ params }) =>
    new Response(await readCalendar(params.secret), {
      headers: {
        "content-type": "text/calendar; charset=utf-8",
        "content-disposition": 'inline; filename="provider-keys.ics"',
        "cache-control": "private, max-age=300",
      },
    }),
);

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.readCalendar);
