import { z } from "zod";
import { type AccessRule, defineOperation } from "@/lib/platform/http/operation";
import { newPolicy, policy, policyChange, policyFilter, policyList, violationFilter, violationList } from "./contract";

const reading: AccessRule = { roles: ["admin", "finance", "engineer", "viewer"], scope: "stops:read", tenants: "within reach" };
const changing: AccessRule = { roles: ["admin"], scope: "stops:write", tenants: "refused" };
const byId = z.object({ id: z.uuid("is not an id") });

export const listPolicies = defineOperation({
  method: "GET",
  path: "/api/v1/policies",
  tag: "Policies",
  summary: "List model policies, newest first",
  access: reading,
  query: policyFilter,
  answer: policyList,
});

export const createPolicy = defineOperation({
  method: "POST",
  path: "/api/v1/policies",
  tag: "Policies",
  summary: "Add a model policy",
  description:
    "Which models a tenant, feature or environment may call, whether their versions must be pinned, and how large one request may be. Every policy that fits a call holds. A recorded event that violates one is a fact (see …/violations); a call that asks for a decision first is denied.",
  access: changing,
  body: newPolicy,
  answer: policy,
  status: 201,
});

export const readPolicy = defineOperation({
  method: "GET",
  path: "/api/v1/policies/{id}",
  tag: "Policies",
  summary: "Read one model policy, also a deleted one",
  access: reading,
  params: byId,
  answer: policy,
});

export const changePolicy = defineOperation({
  method: "PATCH",
  path: "/api/v1/policies/{id}",
  tag: "Policies",
  summary: "Change a model policy",
  description: "Fields left out keep their value. Holds on every instance within a second, for calls and events from then on.",
  access: changing,
  params: byId,
  body: policyChange,
  answer: policy,
});

export const deletePolicy = defineOperation({
  method: "DELETE",
  path: "/api/v1/policies/{id}",
  tag: "Policies",
  summary: "Delete a model policy",
  description: "Its violations stay readable. Deleting it again changes nothing.",
  access: changing,
  params: byId,
  answer: policy,
});

export const listViolations = defineOperation({
  method: "GET",
  path: "/api/v1/policies/{id}/violations",
  tag: "Policies",
  summary: "Events that violate a policy, by hour",
  description: "Newest hour first, one row for each kind, tenant, feature, environment and model.",
  access: reading,
  params: byId,
  query: violationFilter,
  answer: violationList,
});

export const policyOperations = [listPolicies, createPolicy, readPolicy, changePolicy, deletePolicy, listViolations];
