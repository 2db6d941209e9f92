import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/deliveries/operations";
import { changeChannel, deleteChannel, showChannel } from "@/lib/deliveries/service";

export const GET = defineRoute(operations.readChannel, async ({ params }) => showChannel(params.id));

export const PATCH = defineRoute(operations.changeChannel, async ({ params, body, principal, request }) =>
  changeChannel(params.id, body, authorOf(principal, request)),
);

export const DELETE = defineRoute(operations.deleteChannel, async ({ params, principal, request }) =>
  deleteChannel(params.id, authorOf(principal, request)),
);

export const { POST, PUT } = otherMethods(operations.readChannel, operations.changeChannel, operations.deleteChannel);
