import { z } from "zod";
import { defineOperation } from "@/lib/platform/http/operation";
import { draftQuestion, previewAnswer, previewQuestion } from "./contract";

export const previewRule = defineOperation({
  method: "POST",
  path: "/api/v1/alert-rules/{id}/preview",
  tag: "Alert rules",
  summary: "What a rule, or a change of it, would have said of the last days",
  description:
    "Judged on the installation's own history in one pass, each moment by what lay before it; nothing is stored. `note` says how, and which part of the history could be judged.",
  access: { roles: ["admin", "finance", "engineer"], scope: "alerts:read", tenants: "refused" },
  params: z.object({ id: z.string().min(1).max(256) }),
  body: previewQuestion,
  answer: previewAnswer,
});

export const previewDraft = defineOperation({
  method: "POST",
  path: "/api/v1/alert-rules/preview",
  tag: "Alert rules",
  summary: "What a rule that is not made yet would have said of the last days",
  description: "As with …/{id}/preview; nothing is stored. What does not fit together is refused as when the rule is made.",
  access: previewRule.access,
  body: draftQuestion,
  answer: previewAnswer,
});

export const backtestOperations = [previewRule, previewDraft];
