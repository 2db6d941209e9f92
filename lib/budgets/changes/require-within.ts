import { DomainError } from "@/lib/platform/errors";
import type { Reach } from "@/lib/platform/reach";
import type { BudgetTerms } from "../model/budget";

/** @throws forbidden where a budget would count usage that is out of reach */
export function requireWithin({ scope, each }: Pick<BudgetTerms, "scope" | "each">, reach: Reach): void {
  if (reach.hasAll(scope.tenant ?? [])) return;
  const detail =
    scope.tenant === undefined
      ? `names no tenant, so that it would count everybody's: name those you are limited to${each === "tenant" ? " instead of a template" : ""}`
      : "names a tenant that is not among those you are limited to";
  throw new DomainError("forbidden", `/scope/tenant: ${detail}.`, { errors: [{ pointer: "/scope/tenant", detail }] });
}
