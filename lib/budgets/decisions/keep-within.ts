import { nowMs } from "@/lib/platform/clock";
import { DomainError } from "@/lib/platform/errors";
import type { Reach } from "@/lib/platform/reach";
import { policiesFor } from "../policies/service";
import { standings } from "../standings/current-book";
import { stopsFor } from "../stops/service";
import type { Call } from "./call";
import type { DecisionReason } from "./contract";
import type { Asked } from "./read-questions";

/** @throws forbidden for a question about a tenant out of reach, whether there is such a tenant or not */
export function requireWithin({ questions, many, under }: Asked, reach: Reach): void {
  const errors = questions.flatMap(({ tenant }, at) =>
    reach.has(tenant)
      ? []
      : [{ pointer: `${many ? `${under}/${at}` : ""}/tenant`, detail: "is not among the tenants you are limited to" }],
  );
  const [first] = errors;
  if (first) throw new DomainError("forbidden", `${first.pointer}: ${first.detail}.`, { errors });
}

const WORDS = { deny: "Denied here", throttle: "Slowed down here", warn: "Warned of here" } as const;

/**
 * What a limited asker is told. Rules that concern more than their tenants bind them like everybody, so the decision
 * stays; what such a rule is, says and counts is not told.
 */
export function toldWithin(reasons: readonly DecisionReason[], call: Call, reach: Reach): DecisionReason[] {
  if (!reach.limited) return [...reasons];
  const concerns = new Map<string, readonly string[]>();
  for (const { id, scope } of stopsFor(call.dimensions, nowMs())) concerns.set(id, scope.tenant === null ? [] : [scope.tenant]);
  for (const { id, tenant } of policiesFor(call.dimensions)) concerns.set(id, tenant === null ? [] : [tenant]);
  for (const { budgetId, scope } of standings().matching(call.dimensions)) concerns.set(budgetId, scope.tenant ?? []);
  return reasons.map((reason) => {
    if (reason.id === null || reach.hasAll(concerns.get(reason.id) ?? [])) return reason;
    return {
      ...reason,
      id: null,
      name: "a rule of the whole organisation",
      message: `${WORDS[reason.effect]} by a rule that concerns more than your tenants.`,
      used_ratio: null,
      resets_at: null,
    };
  });
}
