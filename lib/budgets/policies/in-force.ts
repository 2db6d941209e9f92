import { asRead, directoryNames, onNamesMerged } from "@/lib/directory/names/service";
import { onVersionChange } from "@/lib/platform/change-versions";
import { pool } from "@/lib/platform/database";
import { singleton } from "@/lib/platform/singleton";
import { type CallDimensions, ScopeIndex } from "../scope-index";
import type { PolicyRules } from "./judge";
import { type PolicyRow, rulesOf } from "./policy-row";
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
  rows: [] as readonly PolicyRow[],
  loading: undefined as Promise<void> | undefined,
  watching: false,
}));

/** By the names that scopes are read under. */
function arrange(): void {
  state.index = new ScopeIndex(
    state.rows.map((row) => {
      const { id, name, tenant, feature, environment, on_ask: onAsk } = row;
      const scope = { tenant, feature, environment, provider: null, model: null, key: null, user: null, tags: {} };
      return [asRead(scope), { id, name, tenant, onAsk, rules: rulesOf(row) }] as const;
    }),
  );
}

/** Reads the policies anew, and from the first call on follows the changes of every instance. */
export async function loadPolicies(): Promise<void> {
  if (!state.watching) {
    state.watching = true;
    onVersionChange("policies", loadPolicies);
    onNamesMerged(arrange);
  }
  const before = state.loading;
  const mine = (async () => {
    await before?.catch(() => {});
    await directoryNames();
    state.rows = await findPoliciesInForce(pool());
    arrange();
  })();
  state.loading = mine;
  await mine;
}

const NONE: PolicyInForce[] = [];

/** Every policy that a call of this tenant, feature and environment must keep to, by whatever name these are read under. */
export function policiesFor(call: CallDimensions): PolicyInForce[] {
  return state.rows.length === 0 ? NONE : state.index.matching(asRead(call));
}

export function anyPolicies(): boolean {
  return state.rows.length > 0;
}
