import { z } from "zod";
import { type AccessRule, defineOperation } from "@/lib/platform/http/operation";
import { nextCursor, paging } from "../re-rating/contract";
import { newReAttribution, reAttribution } from "./contract";

const reading: AccessRule = { roles: ["admin", "finance", "engineer", "viewer"], scope: "spend:read", tenants: "refused" };
const changing: AccessRule = { roles: ["admin"], scope: "spend:write", tenants: "refused" };

export const listReAttributions = defineOperation({
  method: "GET",
  path: "/api/v1/re-attributions",
  tag: "Directory",
  summary: "List what was moved, newest first",
  access: reading,
  query: z.strictObject(paging),
  answer: z.object({ re_attributions: z.array(reAttribution), next_cursor: nextCursor }),
});

export const createReAttribution = defineOperation({
  method: "POST",
  path: "/api/v1/re-attributions",
  tag: "Directory",
  summary: "Move wrongly attributed usage to another feature or environment",
  description:
    "A dry run shows how many events and dollars would move, from where to where. Applied, events and every total change in one step; budgets follow, what was told is not told again, and the audit log holds an entry. Sent again, an event is still a duplicate.",
  access: changing,
  body: newReAttribution,
  answer: reAttribution,
  status: 201,
  idempotent: true,
});

export const reAttributionOperations = [listReAttributions, createReAttribution];
