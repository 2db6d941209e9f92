import { z } from "zod";
import { defineOperation, type Operation } from "@/lib/platform/http/operation";
import { eventResultSchema } from "./contract";

export const replayEvent = defineOperation({
  method: "POST",
  path: "/api/v1/events/rejected/{id}/replay",
  tag: "Events",
  summary: "Take a rejected event in again",
  description:
    "As sent and as of its receipt. Refused once more, it stays listed with the new reason. Where something was masked there is nothing to replay.",
  access: { roles: ["admin", "engineer"], scope: "ingest:write", tenants: "within reach" },
  params: z.object({ id: z.uuid("is not the id of a rejected event") }),
  answer: eventResultSchema,
});

export const meteringOperations: readonly Operation[] = [replayEvent];
