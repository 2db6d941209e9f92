import type { Principal } from "@/lib/access/principal";
import type { Author } from "@/lib/platform/author";
import { DomainError } from "@/lib/platform/errors";
import { organisation } from "@/lib/platform/organisation";
import { authorOf } from "./author";

/**
 * The author of a change of budgets.
 * @throws forbidden for finance where the organisation does not let finance change budgets
 */
export function budgetEditor(principal: Principal | null, request: Request): Author {
  if (principal?.kind === "user" && principal.role === "finance" && !organisation().finance_may_edit_budgets) {
    throw new DomainError(
      "forbidden",
      "Your role (finance) may not change budgets here: an admin can allow it in the organisation's settings.",
      { details: { required_roles: ["admin"], setting: "finance_may_edit_budgets" } },
    );
  }
  return authorOf(principal, request);
}
