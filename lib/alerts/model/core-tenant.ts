import type { Raised } from "../raised";

const DOMINATES = 0.5;

/**
 * The tenant an alert is about: that of its scope, else the one that makes at least half of it. Where nobody said how much each
 * contributor makes: the only tenant among them, except for a budget, which is about its scope alone (who spent most of a month
 * need not be who crossed it now). Null: nobody's in particular.
 */
export function coreTenant({ scope, contributors, subject }: Pick<Raised, "scope" | "contributors" | "subject">): string | null {
  if (scope.tenant) return scope.tenant;
  const shares = new Map<string, number>();
  let known = false;
  for (const { scope: of, share } of contributors) {
    if (!of?.tenant) continue;
    known ||= share !== undefined;
    shares.set(of.tenant, (shares.get(of.tenant) ?? 0) + (share ?? 0));
  }
  const [first] = [...shares].sort(([, left], [, right]) => right - left);
  if (!first) return null;
  if (known) return first[1] >= DOMINATES ? first[0] : null;
  return shares.size === 1 && subject.kind !== "budget" ? first[0] : null;
}
