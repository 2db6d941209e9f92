import { z } from "zod";
import { type AccessRule, defineOperation } from "@/lib/platform/http/operation";
import { alertRule, newRule, ruleChange, ruleFilter, ruleList } from "./contract";

const reading: AccessRule = { roles: ["admin", "finance", "engineer"], scope: "alerts:read", tenants: "within reach" };
const changing: AccessRule = { roles: ["admin"], scope: "alerts:write", tenants: "refused" };
const byId = z.object({ id: z.string().min(1).max(256) });
const tag = "Alert rules";

export const listRules = defineOperation({
  method: "GET",
  path: "/api/v1/alert-rules",
  tag,
  summary: "List alert rules, ready-made ones first",
  access: reading,
  query: ruleFilter,
  answer: ruleList,
});

export const createRule = defineOperation({
  method: "POST",
  path: "/api/v1/alert-rules",
  tag,
  summary: "Add a rule of one's own",
  description:
    "What to watch, for each subject of the named kinds alone. Holds on every instance within a second. Try it first with …/preview of a rule of the same kind.",
  access: changing,
  body: newRule,
  answer: alertRule,
  status: 201,
  idempotent: true,
});

export const readRule = defineOperation({
  method: "GET",
  path: "/api/v1/alert-rules/{id}",
  tag,
  summary: "Read one alert rule",
  access: reading,
  params: byId,
  answer: alertRule,
});

export const changeRule = defineOperation({
  method: "PATCH",
  path: "/api/v1/alert-rules/{id}",
  tag,
  summary: "Change a rule: switch it on or off, its threshold, severity, scope, subjects, title or reason",
  description:
    'Fields left out keep their value. {"on": true, "threshold": "calibrated"} switches a suggested rule on with the value from one\'s own history. What was changed of a ready-made rule stays when a later version ships another value.',
  access: changing,
  params: byId,
  body: ruleChange,
  answer: alertRule,
});

export const resetRule = defineOperation({
  method: "POST",
  path: "/api/v1/alert-rules/{id}/reset",
  tag,
  summary: "Make a ready-made rule what was shipped",
  access: changing,
  params: byId,
  answer: alertRule,
});

export const deleteRule = defineOperation({
  method: "DELETE",
  path: "/api/v1/alert-rules/{id}",
  tag,
  summary: "Delete a rule of one's own",
  description: "Its alerts stay. Ready-made rules are switched off instead.",
  access: changing,
  params: byId,
  answer: alertRule,
});

export const ruleOperations = [listRules, createRule, readRule, changeRule, resetRule, deleteRule];
