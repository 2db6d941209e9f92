import { defineRoute, otherMethods } from "@/app/define-route";
import { openApiDocument } from "@/app/openapi";
import * as operations from "@/lib/access/operations";

export const GET = defineRoute(operations.readOpenApi, async () => ({ ...openApiDocument() }));

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.readOpenApi);
