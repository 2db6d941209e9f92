import type { Principal } from "@/lib/access/principal";
import { holdsScope } from "@/lib/access/service";

/** What stops need to know of who asks. */
export interface Asker {
  /** user:ID or token:ID */
  id: string;
  admin: boolean;
  /** May set stops, and lift their own. */
  mayChange: boolean;
}

/** A token with the scope admin stands for an admin, one with stops:write for an engineer. */
export function askerOf(principal: Principal | null): Asker {
  if (principal === null) return { id: "", admin: false, mayChange: false };
  const id = `${principal.kind}:${principal.id ?? ""}`;
  if (principal.kind === "system") return { id, admin: true, mayChange: true };
  if (principal.kind === "token")
    return { id, admin: principal.scopes.includes("admin"), mayChange: holdsScope(principal.scopes, "stops:write") };
  return { id, admin: principal.role === "admin", mayChange: principal.role === "admin" || principal.role === "engineer" };
}
