import { z } from "zod";
import { type AccessRule, defineOperation, type Role } from "@/lib/platform/http/operation";
import {
  apiToken,
  auditEntry,
  auditQuery,
  madeToken,
  me,
  newToken,
  newUser,
  nextCursor,
  organisationAnswer,
  organisationChange,
  paging,
  tokenChange,
  user,
  userChange,
} from "./contract";
import { userWithLink } from "./people/contract";
import { peopleOperations } from "./people/operations";

const EVERYBODY: readonly Role[] = ["admin", "finance", "engineer", "viewer"];
const administration: AccessRule = { roles: ["admin"], scope: "admin", tenants: "refused" };
const byId = z.object({ id: z.uuid("is not an id") });

export const listTokens = defineOperation({
  method: "GET",
  path: "/api/v1/tokens",
  tag: "Access",
  summary: "List API tokens",
  description: "Newest first, revoked ones too. The tokens themselves are never shown again.",
  access: administration,
  query: z.strictObject(paging),
  answer: z.object({ tokens: z.array(apiToken), next_cursor: nextCursor }),
});

export const createToken = defineOperation({
  method: "POST",
  path: "/api/v1/tokens",
  tag: "Access",
  summary: "Make an API token",
  description: "The answer holds the token itself, once. A name is never used twice, since events carry it as their source.",
  access: administration,
  body: newToken,
  answer: madeToken,
  status: 201,
});

export const changeToken = defineOperation({
  method: "PATCH",
  path: "/api/v1/tokens/{id}",
  tag: "Access",
  summary: "Change an API token's environment, trust or expiry",
  access: administration,
  params: byId,
  body: tokenChange,
  answer: apiToken,
});

export const revokeToken = defineOperation({
  method: "DELETE",
  path: "/api/v1/tokens/{id}",
  tag: "Access",
  summary: "Revoke an API token",
  description: "Every instance refuses it within a second. Revoking it again changes nothing.",
  access: administration,
  params: byId,
  answer: apiToken,
});

export const listUsers = defineOperation({
  method: "GET",
  path: "/api/v1/users",
  tag: "Access",
  summary: "List people",
  access: administration,
  query: z.strictObject(paging),
  answer: z.object({ users: z.array(user), next_cursor: nextCursor }),
});

export const createUser = defineOperation({
  method: "POST",
  path: "/api/v1/users",
  tag: "Access",
  summary: "Invite or add a person",
  description: "With a password they may sign in at once. Without one they are invited by a link, e-mailed or shown once.",
  access: administration,
  body: newUser,
  answer: userWithLink,
  status: 201,
});

export const changeUser = defineOperation({
  method: "PATCH",
  path: "/api/v1/users/{id}",
  tag: "Access",
  summary: "Change a person's role, password or access",
  description:
    "Acts on running sessions within a second; another password or disabling ends them. The last admin cannot be disabled or given another role.",
  access: administration,
  params: byId,
  body: userChange,
  answer: user,
});

export const listAudit = defineOperation({
  method: "GET",
  path: "/api/v1/audit-log",
  tag: "Access",
  summary: "Read or export the audit log, newest first",
  access: administration,
  query: auditQuery,
  answer: z.object({ entries: z.array(auditEntry), next_cursor: nextCursor }),
  csv: true,
});

export const readSettings = defineOperation({
  method: "GET",
  path: "/api/v1/settings",
  tag: "Settings",
  summary: "Read the organisation's settings",
  access: { roles: EVERYBODY, scope: "spend:read", tenants: "no tenant data" },
  answer: organisationAnswer,
});

export const changeSettings = defineOperation({
  method: "PUT",
  path: "/api/v1/settings",
  tag: "Settings",
  summary: "Change the organisation's settings",
  description: "Settings left out keep their value. Another time zone makes the day totals be rebuilt in the background.",
  access: administration,
  body: organisationChange,
  answer: organisationAnswer,
});

export const readMe = defineOperation({
  method: "GET",
  path: "/api/v1/me",
  tag: "Access",
  summary: "Who is asking",
  access: { roles: EVERYBODY, scope: "spend:read", tenants: "no tenant data" },
  answer: me,
});

export const readOpenApi = defineOperation({
  method: "GET",
  path: "/api/v1/openapi.json",
  tag: "Contract",
  summary: "This document",
  access: "public",
  answer: z.looseObject({ openapi: z.string() }),
});

export const accessOperations = [
  listTokens,
  createToken,
  changeToken,
  revokeToken,
  listUsers,
  createUser,
  changeUser,
  listAudit,
  readSettings,
  changeSettings,
  readMe,
  readOpenApi,
  ...peopleOperations,
];
