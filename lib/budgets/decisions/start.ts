import { beforeClose } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import { singleton } from "@/lib/platform/singleton";
import { loadPolicies } from "../policies/service";
import { areStandingsKept, standings } from "../standings/current-book";
import { startBudgets } from "../start";
import { loadStops } from "../stops/service";
import { showDecisionCounts } from "./metrics";
import { startPulse } from "./pulse";

const state = singleton("decisionsStart", () => ({ started: undefined as Promise<void> | undefined, done: false }));

const FIRST_READING_MS = 20_000;
const POLL_MS = 10;

/**
 * Waits until the standings of budgets were read once: without them every budget would seem to have room. Where nobody
 * keeps them (a host that runs the routes alone), they are kept from here on.
 */
async function awaitStandings(): Promise<void> {
  if (!areStandingsKept()) beforeClose(startBudgets());
  const until = performance.now() + FIRST_READING_MS;
  while (standings().readAtMs === 0) {
    if (performance.now() > until)
      throw new DomainError("unavailable", "The budgets are still being read.", { retryAfterSeconds: 1 });
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function start(): Promise<void> {
  showDecisionCounts();
  await Promise.all([loadStops(), loadPolicies(), awaitStandings()]);
  await startPulse();
  state.done = true;
}

/** Whether decisions can be made without waiting for anything to be read first. */
export function areDecisionsStarted(): boolean {
  return state.done;
}

/** Reads what decisions are made from, and keeps it fresh from then on. Called again it does nothing. */
export function startDecisions(): Promise<void> {
  state.started ??= start().catch((error: unknown) => {
    state.started = undefined;
    throw error;
  });
  return state.started;
}
