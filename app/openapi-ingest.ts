import { z } from "zod";
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from "zod-openapi";
import { ingestAnswerSchema, ingestBodySchema } from "@/lib/metering/contract";

type Responses = ZodOpenApiOperationObject["responses"];

/** The two addresses of ingest, which are no ordinary routes: one implementation behind two doors. */
export function ingestPaths(problems: (codes: string[]) => Responses): ZodOpenApiPathsObject {
  const content = { "application/json": { schema: ingestAnswerSchema } };
  const post = (operationId: string): ZodOpenApiOperationObject => ({
    operationId,
    tags: ["Ingest"],
    summary: "Record usage events",
    description:
      "One event, an array, {events}, or one event a line; gzip and deflate; at most 10,000 events and 16 MiB after decompression. A 2xx leaves after the commit. `Prefer: return=minimal` lists only events that were not accepted.\n\nNeeds the scope `ingest:write`.",
    security: [{ token: ["ingest:write"] }],
    "x-required-scope": "ingest:write",
    requestBody: {
      required: true,
      content: {
        "application/json": { schema: ingestBodySchema },
        "application/x-ndjson": { schema: z.string().meta({ description: "One event a line" }) },
      },
    },
    responses: {
      "200": { description: "Every event is accepted or a duplicate", content },
      "207": { description: "Some events were not accepted; results say which and why", content },
      ...problems(["400", "401", "403", "409", "413", "415", "429", "503"]),
    },
  });
  return { "/ingest": { post: post("ingest") }, "/api/v1/ingest": { post: post("ingestVersioned") } };
}
