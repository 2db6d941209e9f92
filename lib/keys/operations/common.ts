import { z } from "zod";
import type { AccessRule } from "@/lib/platform/http/operation";

export const readers = ["admin", "finance", "engineer", "viewer"] as const;
export const reading: AccessRule = { roles: readers, scope: "keys:read", tenants: "within reach" };
/** An engineer: keys they own. */
export const editing: AccessRule = { roles: ["admin", "engineer"], scope: "keys:write", tenants: "within reach" };
export const administering: AccessRule = { roles: ["admin"], scope: "keys:write", tenants: "refused" };
export const byId = z.object({ id: z.uuid("is not an id") });
export const tag = "Keys";
export const idempotent = true;
