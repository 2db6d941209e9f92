import { z } from "zod";
import { type AccessRule, defineOperation } from "@/lib/platform/http/operation";
import { budget, budgetChange, increase, limitsAnswer, newBudget, newIncrease, previewBody } from "./contract";
import { importAnswer, importBody } from "./csv/contract";
import {
  budgetDetail,
  budgetsAnswer,
  budgetsQuery,
  crossingsAnswer,
  crossingsQuery,
  explainAnswer,
  explainQuery,
  historyAnswer,
  historyQuery,
  previewAnswer,
  progressAnswer,
  subjectQuery,
  subjectsAnswer,
  subjectsQuery,
} from "./readings/contract";

const reading: AccessRule = { roles: ["admin", "finance", "engineer", "viewer"], scope: "budgets:read", tenants: "within reach" };
/** Finance only where the organisation's setting says so: the service asks for that. */
const changing: AccessRule = { roles: ["admin", "finance"], scope: "budgets:write", tenants: "within reach" };
const byId = z.object({ id: z.uuid("is not an id") });
const tag = "Budgets";
const changesNote = "Admins may, and finance where the setting finance_may_edit_budgets says so.";

export const listBudgets = defineOperation({
  method: "GET",
  path: "/api/v1/budgets",
  tag,
  summary: "List budgets with what they used, their forecast and when they break",
  description: "Read from the rollups at this moment. As CSV: all of them, as an import takes them.",
  access: reading,
  query: budgetsQuery,
  answer: budgetsAnswer,
  csv: true,
});

export const createBudget = defineOperation({
  method: "POST",
  path: "/api/v1/budgets",
  tag,
  summary: "Make a budget",
  description: `Usage of the period so far counts at once, also for its thresholds. ${changesNote}`,
  access: changing,
  body: newBudget,
  answer: budget,
  status: 201,
});

export const readBudget = defineOperation({
  method: "GET",
  path: "/api/v1/budgets/{id}",
  tag,
  summary: "Read a budget: limit, spent, burn rate, forecast, thresholds crossed, children",
  description: "Of a template, with `subject`: where that value stands, its forecast and what it crossed.",
  access: reading,
  params: byId,
  query: subjectQuery,
  answer: budgetDetail,
});

export const changeBudget = defineOperation({
  method: "PATCH",
  path: "/api/v1/budgets/{id}",
  tag,
  summary: "Change a budget, also its limit from now or from later on",
  description: `Scope, template, measure and period stay as they are: archive the budget and make another. Thresholds that were crossed are not crossed again. ${changesNote}`,
  access: changing,
  params: byId,
  body: budgetChange,
  answer: budget,
});

export const archiveBudget = defineOperation({
  method: "DELETE",
  path: "/api/v1/budgets/{id}",
  tag,
  summary: "Archive a budget",
  description: `It no longer counts, warns or blocks; its history and its facts stay. Archiving it again changes nothing. ${changesNote}`,
  access: changing,
  params: byId,
  answer: budget,
});

export const readLimits = defineOperation({
  method: "GET",
  path: "/api/v1/budgets/{id}/limits",
  tag,
  summary: "Every limit a budget had or will have, and its temporary increases",
  access: reading,
  params: byId,
  answer: limitsAnswer,
});

export const createIncrease = defineOperation({
  method: "POST",
  path: "/api/v1/budgets/{id}/increases",
  tag,
  summary: "Add to a budget's limit for a while",
  access: changing,
  params: byId,
  body: newIncrease,
  answer: increase,
  status: 201,
});

export const endIncrease = defineOperation({
  method: "DELETE",
  path: "/api/v1/budgets/{id}/increases/{increase}",
  tag,
  summary: "End a temporary increase now",
  access: changing,
  params: byId.extend({ increase: z.uuid("is not an id") }),
  answer: increase,
});

export const explainBudget = defineOperation({
  method: "GET",
  path: "/api/v1/budgets/{id}/explain",
  tag,
  summary: "The rollup rows that make what a budget spent, summing exactly to it",
  access: reading,
  params: byId,
  query: explainQuery,
  answer: explainAnswer,
});

export const readHistory = defineOperation({
  method: "GET",
  path: "/api/v1/budgets/{id}/history",
  tag,
  summary: "Past periods: the limit in force then against what was spent",
  access: reading,
  params: byId,
  query: historyQuery,
  answer: historyAnswer,
});

export const readProgress = defineOperation({
  method: "GET",
  path: "/api/v1/budgets/{id}/progress",
  tag,
  summary: "What was spent through the current period, and the forecast of the rest",
  access: reading,
  params: byId,
  query: subjectQuery,
  answer: progressAnswer,
});

export const listSubjects = defineOperation({
  method: "GET",
  path: "/api/v1/budgets/{id}/subjects",
  tag,
  summary: "The values a template applies to, the most used first",
  description: "Values that used something in the current period and have no budget of their own.",
  access: reading,
  params: byId,
  query: subjectsQuery,
  answer: subjectsAnswer,
});

export const previewBudget = defineOperation({
  method: "POST",
  path: "/api/v1/budgets/preview",
  tag,
  summary: "What a budget would show now, and would have crossed in the last three periods",
  description: "Nothing is saved.",
  access: reading,
  body: previewBody,
  answer: previewAnswer,
});

export const listCrossings = defineOperation({
  method: "GET",
  path: "/api/v1/budgets/crossings",
  tag,
  summary: "Thresholds crossed, newest first",
  access: reading,
  query: crossingsQuery,
  answer: crossingsAnswer,
});

export const importBudgets = defineOperation({
  method: "POST",
  path: "/api/v1/budgets/import",
  tag,
  summary: "Make and change many budgets from CSV, all or none",
  description: `A dry run answers what would happen and every fault with its line; an import with a fault changes nothing. ${changesNote}`,
  // A file is checked against every budget there is.
  access: { roles: ["admin", "finance"], scope: "budgets:write", tenants: "refused" },
  body: importBody,
  answer: importAnswer,
});

export const budgetOperations = [
  listBudgets,
  createBudget,
  previewBudget,
  importBudgets,
  listCrossings,
  readBudget,
  changeBudget,
  archiveBudget,
  readLimits,
  createIncrease,
  endIncrease,
  explainBudget,
  readHistory,
  readProgress,
  listSubjects,
];
