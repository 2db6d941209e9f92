import type { Principal } from "@/lib/access/principal";
import type { ActionsBody } from "@/lib/alerts/changing/contract";
import type { Action } from "@/lib/alerts/service";
import { DomainError } from "@/lib/platform/errors";

/**
 * The action of a request over many alerts.
 * @throws forbidden for finance, which may acknowledge and nothing else
 */
export function actionOf({ action, until, reason }: ActionsBody, principal: Principal | null): Action {
  if (principal?.kind === "user" && principal.role === "finance" && action !== "acknowledge")
    throw new DomainError("forbidden", "Your role (finance) may acknowledge alerts; this needs: admin, engineer.", {
      details: { required_roles: ["admin", "engineer"] },
    });
  if (action === "acknowledge") return { kind: "acknowledge" };
  if (action === "snooze") return { kind: "snooze", untilMs: until ?? 0 };
  return action === "resolve" ? { kind: "resolve", reason: reason || null } : { kind: "expect", reason: reason ?? "" };
}
