import { defineRoute, otherMethods } from "@/app/define-route";
import { readSpendBy } from "@/lib/directory/operations";
import { spendBy } from "@/lib/directory/service";

export const GET = defineRoute(readSpendBy, ({ query, reach }) => spendBy(query, reach));

export const { POST, PUT, PATCH, DELETE } = otherMethods(readSpendBy);
