import { onVersionChange } from "@/lib/platform/change-versions";
import { pool } from "@/lib/platform/database";
import { singleton } from "@/lib/platform/singleton";
import { type CallDimensions, ScopeIndex } from "../scope-index";
import type { PolicyRules } from "./judge";
import { rulesOf } from "./policy-row";
import { findPoliciesInForce } from "./queries/find-policies";

/** A policy as decisions and the recording of events see it. */
export interface PolicyInForce {
  id: string;
  name: string;
  /** Null: everybody's. */
  tenant: string | null;
  onAsk: "deny" | "warn";
  rules: PolicyRules;
}

const state = singleton("policiesInForce", () => ({
  index: new ScopeIndex<PolicyInForce>([]),
  count: 0,
  loading: undefined as Promise<void> | undefined,
  watching: false,
}));

/** Reads the policies anew, and from the first call on follows the changes of every instance. */
export async function loadPolicies(): Promise<void> {
  if (!state.watching) {
    state.watching = true;
    onVersionChange("policies", loadPolicies);
  }
  const before = state.loading;
  const mine = (async () => {
    await before?.catch(() => {});
    const rows = await findPoliciesInForce(pool());
    state.index = new ScopeIndex(
      rows.map((row) => {
        const { id, name, tenant, feature, environment, on_ask: onAsk } = row;
        const scope = { tenant, feature, environment, provider: null, model: null, key: null, user: null, tags: {} };
        return [scope, { id, name, tenant, onAsk, rules: rulesOf(row) }] as const;
      }),
    );
    state.count = rows.length;
  })();
  state.loading = mine;
  await mine;
}

const NONE: PolicyInForce[] = [];

/** Every policy that a call of this tenant, feature and environment must keep to. */
export function policiesFor(call: CallDimensions): PolicyInForce[] {
  return state.count === 0 ? NONE : state.index.matching(call);
}

export function anyPolicies(): boolean {
  return state.count > 0;
}
