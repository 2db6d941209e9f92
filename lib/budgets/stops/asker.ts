import type { Principal } from "@/lib/access/principal";
import { holdsScope, reachOf } from "@/lib/access/service";
import type { Reach } from "@/lib/platform/reach";

/** What stops need to know of who asks. */
export interface Asker {
  /** user:ID or token:ID */
  id: string;
  admin: boolean;
  /** May set stops, and lift their own. */
  mayChange: boolean;
  /** The tenants whose stops they see and set; absent: all, and those of everybody. */
  reach?: Reach;
}

/** A token with the scope admin stands for an admin, one with stops:write for an engineer. */
export function askerOf(principal: Principal | null): Asker {
  if (principal === null) return { id: "", admin: false, mayChange: false };
  const id = `${principal.kind}:${principal.id ?? ""}`;
  const reach = reachOf(principal);
  if (principal.kind === "system") return { id, admin: true, mayChange: true };
  if (principal.kind === "token")
    return { id, admin: principal.scopes.includes("admin"), mayChange: holdsScope(principal.scopes, "stops:write"), reach };
  const mayChange = principal.role === "admin" || principal.role === "engineer";
  return { id, admin: principal.role === "admin", mayChange, reach };
}
