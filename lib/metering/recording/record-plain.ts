import type { ParsedEvent } from "../event";
import { copyOfEvents } from "../queries/copy-events";
import { identityOf, type KnownIdentity } from "../queries/insert-identities";
import { changeOf } from "./change-of";
import { accepted, type Entry, type Recording, type RecordingContext, send, touch } from "./context";
import { judgeKnown } from "./judge-known";
import type { RatedEvent } from "./rated-event";
import type { SeriesKey } from "./rollup-changes";

/** Entries that share an identity: the first of them counts. */
export interface Sameness {
  first: Entry;
  event: ParsedEvent;
  followers: Entry[];
}

/** Distinct identities in the order in which every transaction claims them, each with the entries that share it. */
export function byIdentity(entries: readonly Entry[]): Sameness[] {
  const groups = new Map<string, Sameness>();
  for (const entry of entries) {
    if (!entry.outcome.ok) continue;
    const { event } = entry.outcome;
    const identity = identityOf(event);
    const group = groups.get(identity);
    if (group) group.followers.push(entry);
    else groups.set(identity, { first: entry, event, followers: [] });
  }
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

/** A new event enters the rollups; the event itself is still to be stored. */
export function enter(recording: Recording, entry: Entry, rated: RatedEvent, series: SeriesKey): void {
  recording.recorded.push(rated);
  recording.verdicts.set(entry, accepted(rated));
  recording.rollups.add(changeOf(rated, series, recording.declaredTags, 1));
  touch(recording, series, rated.event.timeMs, rated.event.user);
}

/**
 * Records events that correct nothing, once their identities are claimed: events, and what they add to the rollups.
 * @param known what was known of each group's identity; null: it is new and ours
 */
export async function recordPlain(
  context: RecordingContext,
  groups: readonly Sameness[],
  known: readonly (KnownIdentity | null)[],
  seriesByEntry: ReadonlyMap<Entry, SeriesKey>,
): Promise<void> {
  const fresh: RatedEvent[] = [];
  const seen: { entry: Entry; identity: KnownIdentity }[] = [];
  groups.forEach((group, at) => {
    const identity = known[at];
    const { first, event, followers } = group;
    if (identity) seen.push({ entry: first, identity });
    else if (first.rated) {
      fresh.push(first.rated);
      enter(context, first, first.rated, seriesByEntry.get(first) as SeriesKey);
    }
    const original = identity ?? { payloadHash: event.payloadHash, eventTime: new Date(event.timeMs), movedTo: null };
    for (const entry of followers) seen.push({ entry, identity: original });
  });
  if (fresh.length > 0) context.pending.push(copyOfEvents(fresh, context.receivedAt));
  if (seen.length === 0) return;
  await send(context);
  await judgeKnown(context, seen);
}
