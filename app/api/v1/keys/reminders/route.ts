import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/keys/operations";
import { listKeyReminders } from "@/lib/keys/service";

export const GET = defineRoute(operations.listReminders, async ({ query, reach }) => listKeyReminders(query.state, reach));

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.listReminders);
