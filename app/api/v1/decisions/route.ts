import { z } from "zod";
import { defineRoute, otherMethods } from "@/app/define-route";
import { askDecision } from "@/lib/budgets/decisions/operations";
import { answerQuestions, readQuestions, startDecisions } from "@/lib/budgets/decisions/service";

/** Read as the front door reads it, which names the field also within a list. */
const operation = { ...askDecision, body: z.unknown() };

export const POST = defineRoute(operation, async ({ body, principal, reach }) => {
  await startDecisions();
  return answerQuestions(readQuestions(body), principal?.kind === "token" ? principal.defaultEnvironment : null, reach);
});

export const { GET, PUT, PATCH, DELETE } = otherMethods(askDecision);
