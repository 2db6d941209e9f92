import { z } from "zod";
import { type AccessRule, defineOperation } from "@/lib/platform/http/operation";
import { newRoute, route, routeChange, routesAnswer } from "./contract";

const reading: AccessRule = {
  roles: ["admin", "finance", "engineer", "viewer"],
  scope: "alerts:read",
  tenants: "refused",
};
const routing: AccessRule = { roles: ["admin"], scope: "alerts:write", tenants: "refused" };
const byId = z.object({ id: z.uuid("is not an id") });
const tag = "Alerts";

export const listRoutes = defineOperation({
  method: "GET",
  path: "/api/v1/alert-routes",
  tag,
  summary: "List routes: who is told of which alerts",
  access: reading,
  answer: routesAnswer,
});

export const createRoute = defineOperation({
  method: "POST",
  path: "/api/v1/alert-routes",
  tag,
  summary: "Make a route",
  access: routing,
  body: newRoute,
  answer: route,
  status: 201,
});

export const readRoute = defineOperation({
  method: "GET",
  path: "/api/v1/alert-routes/{id}",
  tag,
  summary: "Read one route",
  access: reading,
  params: byId,
  answer: route,
});

export const changeRoute = defineOperation({
  method: "PATCH",
  path: "/api/v1/alert-routes/{id}",
  tag,
  summary: "Change a route",
  access: routing,
  params: byId,
  body: routeChange,
  answer: route,
});

export const deleteRoute = defineOperation({
  method: "DELETE",
  path: "/api/v1/alert-routes/{id}",
  tag,
  summary: "Delete a route",
  access: routing,
  params: byId,
  answer: route,
});

export const routeOperations = [listRoutes, createRoute, readRoute, changeRoute, deleteRoute];
