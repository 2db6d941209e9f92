import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/watch/backtest/operations";
import { previewRule } from "@/lib/watch/service";

export const POST = defineRoute(operations.previewRule, async ({ params, body }) => previewRule(params.id, body));

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.previewRule);
