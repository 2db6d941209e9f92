import { z } from "zod";
import { type AccessRule, defineOperation } from "@/lib/platform/http/operation";
import { liftStop as liftBody, newStop, stop, stopFilter, stopList } from "./contract";

const reading: AccessRule = { roles: ["admin", "finance", "engineer", "viewer"], scope: "stops:read", tenants: "within reach" };
const changing: AccessRule = { roles: ["admin", "engineer"], scope: "stops:write", tenants: "within reach" };
const byId = z.object({ id: z.uuid("is not an id") });

export const listStops = defineOperation({
  method: "GET",
  path: "/api/v1/stops",
  tag: "Stops",
  summary: "List stops, or follow their changes",
  description:
    "Without `since`: newest first. With `since`: the feed that gateways poll. It loses nothing: changes are numbered in the order of their commits. An expiry is known ahead from expires_at, and comes as a change of its own within seconds of it.",
  access: reading,
  query: stopFilter,
  answer: stopList,
});

export const createStop = defineOperation({
  method: "POST",
  path: "/api/v1/stops",
  tag: "Stops",
  summary: "Stop or throttle calls",
  description:
    "Every instance answers decisions by it within a second. It binds those who ask for a decision (POST /api/v1/decisions) or follow the feed; `coverage` says how much of the spend that is. Engineers must give expires_at.",
  access: changing,
  body: newStop,
  answer: stop,
  status: 201,
});

export const readStop = defineOperation({
  method: "GET",
  path: "/api/v1/stops/{id}",
  tag: "Stops",
  summary: "Read one stop with its coverage",
  access: reading,
  params: byId,
  answer: stop,
});

export const liftStop = defineOperation({
  method: "POST",
  path: "/api/v1/stops/{id}/lift",
  tag: "Stops",
  summary: "Lift a stop",
  description: "Lifting somebody else's needs the role admin. Lifting it again changes nothing.",
  access: changing,
  params: byId,
  body: liftBody,
  answer: stop,
});

export const deleteStop = defineOperation({
  method: "DELETE",
  path: "/api/v1/stops/{id}",
  tag: "Stops",
  summary: "Lift a stop without saying why",
  description: "The same as POST …/lift with an empty body: nothing is deleted, the stop stays readable.",
  access: changing,
  params: byId,
  answer: stop,
});

export const stopOperations = [listStops, createStop, readStop, liftStop, deleteStop];
