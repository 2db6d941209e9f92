import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/pricing/operations";
import { readPrice } from "@/lib/pricing/service";

export const GET = defineRoute(operations.readPrice, async ({ params }) => readPrice(params.id));

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.readPrice);
