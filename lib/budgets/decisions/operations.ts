import { defineOperation } from "@/lib/platform/http/operation";
import { decisionAnswer, decisionBody } from "./contract";

export const askDecision = defineOperation({
  method: "POST",
  path: "/api/v1/decisions",
  tag: "Decisions",
  summary: "Ask before you spend",
  description:
    "Answered from memory, by what was true at most a second ago: stops, model policies and budgets. Send one question, an array, or {questions}. The values are compared with those of events, so send what the event will carry; `model` is the one you will ask for.",
  access: { roles: ["admin", "finance", "engineer"], scope: "decisions:read", tenants: "within reach" },
  body: decisionBody,
  answer: decisionAnswer,
});

export const decisionOperations = [askDecision];
