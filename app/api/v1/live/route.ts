import { defineRoute, otherMethods } from "@/app/define-route";
import { readLive as operation } from "@/lib/spend/live/operations";
import { readLive } from "@/lib/spend/live/service";

export const GET = defineRoute(operation, async ({ query, reach }) => readLive(query, reach));

export const { POST, PUT, PATCH, DELETE } = otherMethods(operation);
