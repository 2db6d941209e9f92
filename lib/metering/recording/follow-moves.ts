import type pg from "pg";
import type { ParsedEvent } from "../event";
import type { Original } from "../queries/find-originals";
import { takeIdentities } from "../re-attribution/queries/take-identities";
import type { Names } from "../re-attribution/selection";

interface Pair {
  event: ParsedEvent;
  original: Original;
}

/** A name that a correction repeats as its original was sent follows where the original was moved; another one is its own. */
function namesAfter({ event, original: { moves, change } }: Pair): Names | null {
  const sent = moves?.[0];
  if (!sent) return null;
  const after = (name: keyof Names) => (event[name] === sent[name] ? change.series[name] : event[name]);
  const names = { tenant: after("tenant"), feature: after("feature"), environment: after("environment") };
  const same = names.tenant === event.tenant && names.feature === event.feature && names.environment === event.environment;
  return same ? null : names;
}

/**
 * Corrections of events that were moved: whoever sends them knows nothing of that, so what they repeat is counted where the
 * original was. A correction whose identity is another event's there stays with the tenant that sent it.
 * @returns the events to record in place of those sent, where they differ
 */
export async function followMoves(client: pg.ClientBase, pairs: readonly Pair[]): Promise<Map<ParsedEvent, ParsedEvent>> {
  const placed = new Map<ParsedEvent, ParsedEvent>();
  for (const pair of pairs) {
    const names = namesAfter(pair);
    if (!names) continue;
    const { event } = pair;
    const { tenant, source, id } = event;
    const taken =
      names.tenant === tenant ? [event] : await takeIdentities(client, [{ tenant, source, id, moves: null }], names.tenant);
    placed.set(event, { ...event, ...names, tenant: taken.length > 0 ? names.tenant : tenant });
  }
  return placed;
}

/** Marks corrections that followed a move as their originals are marked. */
export async function noteMoves(
  client: pg.ClientBase,
  pairs: readonly Pair[],
  placed: ReadonlyMap<ParsedEvent, ParsedEvent>,
): Promise<void> {
  for (const { event, original } of pairs) {
    const { tenant, feature, environment, source, id, time } = event;
    const now = placed.get(event);
    const last = original.moves?.at(-1);
    if (!now || !last) continue;
    await client.query(
      "UPDATE usage_event SET moves = $5 WHERE tenant = $1 AND time = $2::timestamptz AND source = $3 AND id = $4",
      [...[now.tenant, time, source, id], JSON.stringify([{ by: last.by, at: last.at, tenant, feature, environment }])],
    );
  }
}
