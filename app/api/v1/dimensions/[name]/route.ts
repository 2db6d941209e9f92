import { defineRoute, otherMethods } from "@/app/define-route";
import { listDimensionValues } from "@/lib/spend/operations";
import { dimensionValues } from "@/lib/spend/service";

export const GET = defineRoute(listDimensionValues, ({ params, query, reach }) => dimensionValues(params.name, query, reach));

export const { POST, PUT, PATCH, DELETE } = otherMethods(listDimensionValues);
