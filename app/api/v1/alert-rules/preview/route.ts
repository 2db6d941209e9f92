import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/watch/backtest/operations";
import { previewDraft } from "@/lib/watch/service";

export const POST = defineRoute(operations.previewDraft, async ({ body }) => previewDraft(body));

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.previewDraft);
