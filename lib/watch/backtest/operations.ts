import { z } from "zod";
import { defineOperation } from "@/lib/platform/http/operation";
import { previewAnswer, previewQuestion } from "./contract";

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

export const backtestOperations = [previewRule];
