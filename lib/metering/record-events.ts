import type { EventResult, ParseOutcome } from "./event";
import type { Entry } from "./recording/context";
import { groupCommitter } from "./recording/group-committer";
import type { IngestCaller } from "./recording/prepare-event";
import { rateEntries } from "./recording/record-entries";

/**
 * Records what was parsed: deduplicates, rates, stores and counts it. Resolves after the commit,
 * with one result an outcome, in their order. Concurrent calls share transactions.
 * @param raws the events as sent, in the same order: kept (masked) when one is refused
 */
export async function recordEvents(
  outcomes: readonly ParseOutcome[],
  raws: readonly unknown[],
  caller: IngestCaller,
): Promise<EventResult[]> {
  const entries = outcomes.map((outcome, index): Entry => ({ outcome, raw: raws[index], caller, index, rated: null }));
  rateEntries(entries);
  const verdicts = await groupCommitter().submit(entries);
  return entries.map((entry) => {
    const verdict = verdicts.get(entry);
    if (!verdict) throw new Error("an event was left without a verdict");
    return { index: entry.index, ...verdict };
  });
}
