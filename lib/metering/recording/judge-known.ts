import type { ParsedEvent } from "../event";
import { findCosts } from "../queries/find-costs";
import { identityOf, type KnownIdentity } from "../queries/insert-identities";
import { CONFLICT, type Entry, type RecordingContext, refused } from "./context";

function isConflict(known: KnownIdentity, event: ParsedEvent): boolean {
  return known.payloadHash !== event.payloadHash;
}

/** Verdicts on entries whose identity was recorded before: by an earlier transaction or earlier in this batch. */
export async function judgeKnown(
  context: RecordingContext,
  known: readonly { entry: Entry; identity: KnownIdentity }[],
): Promise<void> {
  const duplicates = known.filter(({ entry, identity }) => entry.outcome.ok && !isConflict(identity, entry.outcome.event));
  const costs = await findCosts(
    context.client,
    duplicates.flatMap(({ entry, identity }) =>
      entry.outcome.ok ? [{ event: entry.outcome.event, time: identity.eventTime, tenant: identity.movedTo }] : [],
    ),
  );
  for (const { entry, identity } of known) {
    if (!entry.outcome.ok) continue;
    const { event } = entry.outcome;
    if (isConflict(identity, event)) context.verdicts.set(entry, refused("conflict", event.id, [CONFLICT]));
    else {
      const cost = costs.get(identityOf(event));
      context.verdicts.set(entry, {
        id: event.id,
        status: "duplicate",
        costUsd: cost?.costUsd ?? null,
        pricing: cost?.pricing ?? null,
      });
    }
  }
}
