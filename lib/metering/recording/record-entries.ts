import { now } from "@/lib/platform/clock";
import { pool, rollingBack } from "@/lib/platform/database";
import { organisation } from "@/lib/platform/organisation";
import { sendTogether } from "@/lib/platform/send-together";
import { priceBook } from "@/lib/pricing/service";
import { claimIdentities, readClaim } from "../queries/insert-identities";
import { insertRejected, type RejectedEvent } from "../queries/insert-rejected";
import { BEGIN, closingOf } from "./closing";
import { type Entry, newRecording, type RecordingContext, refused, send, type Verdict } from "./context";
import { maskedPayload } from "./masked-payload";
import { type IngestCaller, prepareEvent } from "./prepare-event";
import type { RatedEvent } from "./rated-event";
import { recordAtOnce, rememberBorder } from "./record-at-once";
import { recordCorrections } from "./record-corrections";
import { byIdentity, recordPlain } from "./record-plain";
import { tellFollowers } from "./recording-follower";
import { borderOf, LOCK_SHARED, READ_BORDER } from "./rollup-border";
import type { SeriesKey } from "./rollup-changes";
import { prepareTables, seriesOf } from "./series-cache";

/** What is kept of the events that were not taken, by sender. */
function refusals(entries: readonly Entry[], verdicts: ReadonlyMap<Entry, Verdict>): Map<IngestCaller, RejectedEvent[]> {
  const bySender = new Map<IngestCaller, RejectedEvent[]>();
  for (const entry of entries) {
    const verdict = verdicts.get(entry);
    if (verdict?.status !== "rejected" && verdict?.status !== "conflict") continue;
    const { outcome, caller } = entry;
    const { value, redacted } = outcome.ok ? maskedPayload(entry.raw) : { value: outcome.payload, redacted: outcome.redacted };
    const own = bySender.get(caller) ?? [];
    bySender.set(caller, own);
    own.push({
      tenant: outcome.ok ? outcome.event.tenant : outcome.tenant,
      eventId: outcome.ok ? outcome.event.id : outcome.id,
      kind: verdict.status,
      errors: verdict.errors ?? [],
      payload: value,
      redacted,
    });
  }
  return bySender;
}

/** Rates the entries that can be rated before their transaction. */
export function rateEntries(entries: readonly Entry[]): void {
  const trustedSources = organisation().trusted_report_sources;
  const book = priceBook();
  for (const entry of entries) {
    if (entry.outcome.ok && entry.outcome.event.corrects === null) {
      entry.rated = prepareEvent(entry.outcome.event, book, entry.caller, trustedSources);
    }
  }
}

/**
 * Records entries in one transaction: identities, events, corrections, rollups, the note of what
 * was touched, and what was refused. Either all of it is committed or nothing.
 * @returns the verdict on each entry
 */
export async function recordEntries(entries: readonly Entry[]): Promise<Map<Entry, Verdict>> {
  const present = now();
  const receivedAt = present.toISOString();
  const plain = entries.filter((entry) => entry.rated !== null);
  await prepareTables(
    pool(),
    entries.flatMap(({ outcome }) => (outcome.ok ? [outcome.event] : [])),
  );
  const series = await seriesOf(
    pool(),
    plain.map((entry) => entry.rated as RatedEvent),
  );
  const seriesByEntry = new Map(plain.map((entry, at) => [entry, series[at] as SeriesKey]));
  const verdicts = new Map<Entry, Verdict>();
  for (const entry of entries) {
    if (!entry.outcome.ok) verdicts.set(entry, refused("rejected", entry.outcome.id, entry.outcome.errors));
  }
  const groups = byIdentity(plain);
  const atOnce = await recordAtOnce(entries, groups, seriesByEntry, present);
  if (atOnce) return atOnce;
  return rollingBack(async (client) => {
    const events = groups.map((group) => group.event);
    const claim = events.length === 0 ? null : claimIdentities(events, receivedAt);
    const begin = [BEGIN, LOCK_SHARED, READ_BORDER];
    const [, , state, claimed] = await sendTogether(client, claim ? [...begin, claim.statement] : begin);
    const border = borderOf(state);
    rememberBorder(border);
    const context: RecordingContext = { ...newRecording(border, present, verdicts), client, pending: [] };
    if (claim) await recordPlain(context, groups, await readClaim(client, claim, claimed?.rowCount ?? null), seriesByEntry);
    await recordCorrections(
      context,
      entries.filter((entry) => entry.outcome.ok && entry.outcome.event.corrects !== null),
    );
    if (context.recorded.length > 0) await tellFollowers(client, context.recorded);
    for (const [caller, events] of refusals(entries, verdicts)) await insertRejected(client, events, caller, receivedAt);
    await send(context, ...closingOf(context));
    return verdicts;
  });
}
