import { defineRoute, otherMethods } from "@/app/define-route";
import { replayEvent } from "@/lib/metering/operations";
import { replayRejected } from "@/lib/metering/service";

export const POST = defineRoute(replayEvent, async ({ params, reach }) => {
  const { costUsd, ...result } = await replayRejected(params.id, reach);
  return { ...result, cost_usd: costUsd };
});

export const { GET, PUT, PATCH, DELETE } = otherMethods(replayEvent);
