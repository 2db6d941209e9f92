import { accessOperations } from "@/lib/access/operations";
import { meteringOperations } from "@/lib/metering/operations";
import type { Operation } from "@/lib/platform/http/operation";
import { spendOperations } from "@/lib/spend/operations";

/**
 * Every operation of the API: the authorisation table, and what the OpenAPI document is made of.
 * A test holds that no route exists beside it.
 */
export const operations: readonly Operation[] = [...accessOperations, ...meteringOperations, ...spendOperations];
