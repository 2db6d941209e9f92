import { defineRoute, otherMethods } from "@/app/define-route";
import { keyEditorOf } from "@/app/key-editor";
import { publicOrigin } from "@/lib/access/service";
import * as operations from "@/lib/keys/operations";
import { createCalendar, listCalendars } from "@/lib/keys/service";

export const GET = defineRoute(operations.listCalendars, async () => listCalendars());

export const POST = defineRoute(operations.createCalendar, async ({ body, principal, request }) => {
  const { secret, ...calendar } = await createCalendar(body.name, keyEditorOf(principal, request));
  return { ...calendar, url: `${publicOrigin(request.headers)}/api/v1/keys/calendar/${secret}` };
});

export const { PUT, PATCH, DELETE } = otherMethods(operations.listCalendars, operations.createCalendar);
