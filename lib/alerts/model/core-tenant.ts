import type { Raised } from "../raised";

const DOMINATES = 0.5;

/**
 * The tenant an alert is about: that of its scope, else of the contributor that makes most of it. A budget is about its scope
 * alone: who spent most of a month need not be who crossed it now. Null: nobody's in particular.
 */
export function coreTenant({ scope, contributors, subject }: Pick<Raised, "scope" | "contributors" | "subject">): string | null {
  if (scope.tenant) return scope.tenant;
  const first = contributors[0];
  if (!first?.scope?.tenant) return null;
  if (first.share === undefined) return subject.kind === "budget" ? null : first.scope.tenant;
  return first.share >= DOMINATES ? first.scope.tenant : null;
}
