import type { Principal } from "@/lib/access/principal";
import { holdsScope } from "@/lib/access/service";

/** Whether letters about people's accounts are shown: to admins, and to tokens with the scope admin. */
export function seesLetters(principal: Principal | null): boolean {
  if (principal?.kind === "token") return holdsScope(principal.scopes, "admin");
  return principal?.kind === "user" && principal.role === "admin";
}
