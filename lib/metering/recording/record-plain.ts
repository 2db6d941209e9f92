import type { ParsedEvent } from "../event";
import { copyEvents } from "../queries/copy-events";
import { identityOf, insertIdentities, type KnownIdentity } from "../queries/insert-identities";
import { changeOf } from "./change-of";
import { accepted, type Entry, type RecordingContext, touch } from "./context";
import { judgeKnown } from "./judge-known";
import type { RatedEvent } from "./rated-event";
import type { SeriesKey } from "./rollup-changes";

/** Distinct identities in the order in which every transaction claims them, each with the entries that share it. */
function byIdentity(entries: readonly Entry[]): { first: Entry; event: ParsedEvent; followers: Entry[] }[] {
  const groups = new Map<string, { first: Entry; event: ParsedEvent; followers: Entry[] }>();
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

/** Records events that correct nothing: identities, events, and what they add to the rollups. */
export async function recordPlain(
  context: RecordingContext,
  entries: readonly Entry[],
  seriesByEntry: ReadonlyMap<Entry, SeriesKey>,
): Promise<void> {
  const groups = byIdentity(entries);
  if (groups.length === 0) return;
  const known = await insertIdentities(
    context.client,
    groups.map((group) => group.event),
    context.receivedAt,
  );
  const fresh: RatedEvent[] = [];
  const seen: { entry: Entry; identity: KnownIdentity }[] = [];
  groups.forEach((group, at) => {
    const identity = known[at];
    const { first, event, followers } = group;
    if (identity) seen.push({ entry: first, identity });
    else if (first.rated) {
      const series = seriesByEntry.get(first) as SeriesKey;
      fresh.push(first.rated);
      context.recorded.push(first.rated);
      context.verdicts.set(first, accepted(first.rated));
      context.rollups.add(changeOf(first.rated, series, context.declaredTags, 1));
      touch(context, series, event.timeMs);
    }
    const original = identity ?? { payloadHash: event.payloadHash, eventTime: new Date(event.timeMs) };
    for (const entry of followers) seen.push({ entry, identity: original });
  });
  await copyEvents(context.client, fresh, context.receivedAt);
  if (seen.length > 0) await judgeKnown(context, seen);
}
