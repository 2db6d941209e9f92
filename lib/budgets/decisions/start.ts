import { singleton } from "@/lib/platform/singleton";
import { loadPolicies } from "../policies/service";
import { loadStops } from "../stops/service";
import { showDecisionCounts } from "./metrics";
import { startPulse } from "./pulse";

const state = singleton("decisionsStart", () => ({ started: undefined as Promise<void> | undefined }));

async function start(): Promise<void> {
  showDecisionCounts();
  await Promise.all([loadStops(), loadPolicies()]);
  await startPulse();
}

/** Reads what decisions are made from, and keeps it fresh from then on. Called again it does nothing. */
export function startDecisions(): Promise<void> {
  state.started ??= start().catch((error: unknown) => {
    state.started = undefined;
    throw error;
  });
  return state.started;
}
