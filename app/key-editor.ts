import { holdsScope, type Principal, reachOf } from "@/lib/access/service";
import type { Editor } from "@/lib/keys/service";
import { authorOf } from "./author";

/** Who changes keys: admins and tokens with the scope all of them, engineers their own, everybody else none. */
export function keyEditorOf(principal: Principal | null, request: Request): Editor {
  const author = { ...authorOf(principal, request), reach: reachOf(principal) };
  if (principal?.kind === "user") {
    const { id, email, role } = principal;
    return { ...author, person: role === "engineer" || role === "admin" ? { id, email } : null, editsAll: role === "admin" };
  }
  return { ...author, person: null, editsAll: principal?.kind === "token" && holdsScope(principal.scopes, "keys:write") };
}
