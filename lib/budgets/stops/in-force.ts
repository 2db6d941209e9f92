import { asRead, directoryNames, onNamesMerged } from "@/lib/directory/names/service";
import { onVersionChange } from "@/lib/platform/change-versions";
import { now } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { type Atto, atto } from "@/lib/platform/decimal";
import { singleton } from "@/lib/platform/singleton";
import type { CallScope } from "../call-scope";
import { type CallDimensions, ScopeIndex } from "../scope-index";
import { findStopsInForce } from "./queries/find-stops";
import { type StopRow, scopeOf } from "./stop-row";

/** A stop as decisions see it. */
export interface StopInForce {
  id: string;
  mode: "block" | "throttle";
  scope: CallScope;
  requestsPerMinute: number | null;
  dollarsPerMinute: Atto | null;
  reason: string;
  createdBy: string;
  expiresAtMs: number | null;
}

const state = singleton("stopsInForce", () => ({
  index: new ScopeIndex<StopInForce>([]),
  stops: [] as StopInForce[],
  loading: undefined as Promise<void> | undefined,
  watching: false,
}));

function inForce(row: StopRow): StopInForce {
  return {
    id: row.id,
    mode: row.mode,
    scope: scopeOf(row),
    requestsPerMinute: row.requests_per_minute,
    dollarsPerMinute: row.usd_per_minute === null ? null : atto(row.usd_per_minute),
    reason: row.reason,
    createdBy: row.created_by,
    expiresAtMs: row.expires_at?.getTime() ?? null,
  };
}

/** By the names that scopes are read under. */
function arrange(): void {
  state.index = new ScopeIndex(state.stops.map((stop) => [asRead(stop.scope), stop] as const));
}

/** Reads the stops anew, and from the first call on follows the changes of every instance. */
export async function loadStops(): Promise<void> {
  if (!state.watching) {
    state.watching = true;
    onVersionChange("stops", loadStops);
    onNamesMerged(arrange);
  }
  // A reading that began before a change may lack it: one that is asked for meanwhile goes after it.
  const before = state.loading;
  const mine = (async () => {
    await before?.catch(() => {});
    await directoryNames();
    state.stops = (await findStopsInForce(pool(), now())).map(inForce);
    arrange();
  })();
  state.loading = mine;
  await mine;
}

/** The stops in force that bind a call, also by another name that its tenant, feature or environment is read under. */
export function stopsFor(call: CallDimensions, atMs: number): StopInForce[] {
  if (state.stops.length === 0) return state.stops;
  const found = state.index.matching(asRead(call));
  for (const stop of found)
    if (stop.expiresAtMs !== null && stop.expiresAtMs <= atMs)
      return found.filter((each) => each.expiresAtMs === null || each.expiresAtMs > atMs);
  return found;
}

/** All of them, as this instance knows them. */
export function stopsInForce(): readonly StopInForce[] {
  return state.stops;
}
