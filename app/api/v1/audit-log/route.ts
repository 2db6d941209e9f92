import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/access/operations";
import { listAudit } from "@/lib/access/service";

export const GET = defineRoute(operations.listAudit, async ({ query }) => listAudit(query.limit, query.cursor, query));

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.listAudit);
