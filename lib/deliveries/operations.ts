import { z } from "zod";
import { type AccessRule, defineOperation } from "@/lib/platform/http/operation";
import {
  channel,
  channelChange,
  channelList,
  deliveryDetail,
  deliveryFilter,
  deliveryList,
  madeChannel,
  newChannel,
  rotatedSecret,
  testAnswer,
} from "./contract";

const reading: AccessRule = { roles: ["admin", "finance", "engineer", "viewer"], scope: "alerts:read", tenants: "refused" };
const changing: AccessRule = { roles: ["admin"], scope: "alerts:write", tenants: "refused" };
const byId = z.object({ id: z.uuid("is not an id") });

export const listChannels = defineOperation({
  method: "GET",
  path: "/api/v1/channels",
  tag: "Channels",
  summary: "List channels with their health",
  description: "By name. Secrets are masked.",
  access: reading,
  answer: channelList,
});

export const createChannel = defineOperation({
  method: "POST",
  path: "/api/v1/channels",
  tag: "Channels",
  summary: "Add a channel",
  description:
    "A Slack incoming webhook, a generic webhook (signed as Standard Webhooks says), a PagerDuty service (Events API v2) or e-mail. An address in a private network is refused unless it is allowed for this channel.",
  access: changing,
  body: newChannel,
  answer: madeChannel,
  status: 201,
});

export const readChannel = defineOperation({
  method: "GET",
  path: "/api/v1/channels/{id}",
  tag: "Channels",
  summary: "Read one channel",
  access: reading,
  params: byId,
  answer: channel,
});

export const changeChannel = defineOperation({
  method: "PATCH",
  path: "/api/v1/channels/{id}",
  tag: "Channels",
  summary: "Change a channel",
  description:
    "Also switches it off or on again. What waits for a channel that is switched off fails, and can be sent again by hand.",
  access: changing,
  params: byId,
  body: channelChange,
  answer: channel,
});

export const deleteChannel = defineOperation({
  method: "DELETE",
  path: "/api/v1/channels/{id}",
  tag: "Channels",
  summary: "Delete a channel",
  description: "Its secrets are wiped; its deliveries stay readable. Its name is free again.",
  access: changing,
  params: byId,
  answer: channel,
});

export const testChannel = defineOperation({
  method: "POST",
  path: "/api/v1/channels/{id}/test",
  tag: "Channels",
  summary: "Send a test message and tell what the receiver answered",
  description: "Marked as a test, sent once and at once; an incident that it opens in PagerDuty is resolved right after.",
  access: changing,
  params: byId,
  answer: testAnswer,
});

export const rotateSecret = defineOperation({
  method: "POST",
  path: "/api/v1/channels/{id}/rotate-secret",
  tag: "Channels",
  summary: "Give a generic webhook another signing secret",
  description: "For a day the old one signs too: messages carry both signatures.",
  access: changing,
  params: byId,
  answer: rotatedSecret,
});

export const listDeliveries = defineOperation({
  method: "GET",
  path: "/api/v1/deliveries",
  tag: "Channels",
  summary: "List deliveries, newest first",
  description: "Letters to people about their accounts are shown to admins only.",
  access: reading,
  query: deliveryFilter,
  answer: deliveryList,
});

export const readDelivery = defineOperation({
  method: "GET",
  path: "/api/v1/deliveries/{id}",
  tag: "Channels",
  summary: "Read one delivery with every attempt",
  access: reading,
  params: byId,
  answer: deliveryDetail,
});

export const retryDelivery = defineOperation({
  method: "POST",
  path: "/api/v1/deliveries/{id}/retry",
  tag: "Channels",
  summary: "Send a failed delivery again",
  description: "Under the same message id, at once and for another day. A pending one is tried at once.",
  access: changing,
  params: byId,
  answer: deliveryDetail,
});

export const deliveryOperations = [
  listChannels,
  createChannel,
  readChannel,
  changeChannel,
  deleteChannel,
  testChannel,
  rotateSecret,
  listDeliveries,
  readDelivery,
  retryDelivery,
];
