import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/deliveries/operations";
import { createChannel, showChannels } from "@/lib/deliveries/service";

export const GET = defineRoute(operations.listChannels, async () => showChannels());

export const POST = defineRoute(operations.createChannel, async ({ body, principal, request }) =>
  createChannel(body, authorOf(principal, request)),
);

export const { PUT, PATCH, DELETE } = otherMethods(operations.listChannels, operations.createChannel);
