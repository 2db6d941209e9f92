import { z } from "zod";
import { type AccessRule, defineOperation } from "@/lib/platform/http/operation";
import { nextCursor, paging } from "../re-rating/contract";
import { byId, newReAttribution, reAttribution } from "./contract";

const reading: AccessRule = { roles: ["admin", "finance", "engineer", "viewer"], scope: "spend:read", tenants: "within reach" };
const changing: AccessRule = { roles: ["admin", "finance"], scope: "spend:write", tenants: "within reach" };
const tag = "Directory";

export const listReAttributions = defineOperation({
  method: "GET",
  path: "/api/v1/re-attributions",
  tag,
  summary: "List what was moved, newest first",
  access: reading,
  query: z.strictObject(paging),
  answer: z.object({ re_attributions: z.array(reAttribution), next_cursor: nextCursor }),
});

export const readReAttribution = defineOperation({
  method: "GET",
  path: "/api/v1/re-attributions/{id}",
  tag,
  summary: "One move of usage, with its effect by name and day",
  access: reading,
  params: byId,
  answer: reAttribution,
});

export const createReAttribution = defineOperation({
  method: "POST",
  path: "/api/v1/re-attributions",
  tag,
  summary: "Move wrongly attributed usage to another tenant, feature or environment",
  description:
    "A dry run shows how many events and dollars would move, from where to where, and which cannot. Applied, each event and every total it is in change in one step, a few hundred events at a time; a large move answers `running` and goes on. Budgets follow, what was told is not told again, each event keeps where it was, and the audit log holds an entry. Sent again, an event is still a duplicate. Costs stay as they were recorded.",
  access: changing,
  body: newReAttribution,
  answer: reAttribution,
  status: 201,
  idempotent: true,
});

export const reAttributionOperations = [listReAttributions, readReAttribution, createReAttribution];
