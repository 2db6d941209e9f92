import { pool } from "@/lib/platform/database";
import { organisation } from "@/lib/platform/organisation";
import { sendTogether } from "@/lib/platform/send-together";
import { priceBook } from "@/lib/pricing/service";
import { USER_LABEL } from "../cuboids";
import type { ParsedEvent } from "../event";
import { copyOfEvents } from "../queries/copy-events";
import { findOriginals, markCorrected, type Original } from "../queries/find-originals";
import { claimIdentities, identityOf, type KnownIdentity, readClaim, releaseIdentities } from "../queries/insert-identities";
import { changeOf } from "./change-of";
import { accepted, type Entry, type RecordingContext, refused, send, touch, type Verdict } from "./context";
import { followMoves, noteMoves } from "./follow-moves";
import { judgeKnown } from "./judge-known";
import { prepareEvent } from "./prepare-event";
import { seriesOf } from "./series-cache";

interface Candidate {
  entry: Entry;
  event: ParsedEvent;
}

const userOf = ({ change }: Original): string | null => change.labels.find(([label]) => label === USER_LABEL)?.[1] ?? null;

/** The identity an event corrects: same tenant and source. */
function originalIdentity(event: ParsedEvent): string {
  return identityOf({ tenant: event.tenant, source: event.source, id: event.corrects ?? "" });
}

/** Why a correction cannot take its original's place, or null when it can. */
function objection(event: ParsedEvent, original: Original | undefined): Verdict | null {
  if (!original) {
    const detail = `no event with id "${event.corrects}" of this tenant and source is known; send the original first`;
    return refused("rejected", event.id, [{ pointer: "/corrects", detail }]);
  }
  if (original.correctedBy !== null) {
    const detail = `"${event.corrects}" was already corrected; the newest is "${original.newest}": correct that one`;
    return refused("conflict", event.id, [{ pointer: "/corrects", detail }]);
  }
  return null;
}

/**
 * Records events that replace earlier ones whole (decision 4): the original leaves the totals of
 * its own buckets, the correction enters, and both stay readable, linked. A correction of a
 * correction in the same batch waits for the wave after the one that records its original.
 */
export async function recordCorrections(context: RecordingContext, entries: readonly Entry[]): Promise<void> {
  let waiting = entries.flatMap((entry): Candidate[] => (entry.outcome.ok ? [{ entry, event: entry.outcome.event }] : []));
  // Their originals may be among what is pending.
  if (waiting.length > 0) await send(context);
  while (waiting.length > 0) {
    const pending = new Set(waiting.map(({ event }) => identityOf(event)));
    const taken = new Set<string>();
    const wave: Candidate[] = [];
    const later: Candidate[] = [];
    for (const candidate of waiting) {
      const own = identityOf(candidate.event);
      const original = originalIdentity(candidate.event);
      const mustWait = taken.has(own) || taken.has(original) || (pending.has(original) && original !== own);
      if (mustWait) later.push(candidate);
      else {
        taken.add(own).add(original);
        wave.push(candidate);
      }
    }
    // Corrections of each other in a ring wait for nobody: the first of them goes, and fails on its own.
    if (wave.length === 0) wave.push(...later.splice(0, 1));
    await recordWave(context, wave);
    waiting = later;
  }
}

async function recordWave(context: RecordingContext, wave: readonly Candidate[]): Promise<void> {
  const sorted = [...wave].sort((a, b) => (identityOf(a.event) < identityOf(b.event) ? -1 : 1));
  const claim = claimIdentities(
    sorted.map(({ event }) => event),
    context.receivedAt,
  );
  const [claimed] = await sendTogether(context.client, [claim.statement]);
  const known = await readClaim(context.client, claim, claimed?.rowCount ?? null);
  const seen: { entry: Entry; identity: KnownIdentity }[] = [];
  const fresh = sorted.filter(({ entry }, at) => {
    const identity = known[at];
    if (identity) seen.push({ entry, identity });
    return !identity;
  });
  if (seen.length > 0) await judgeKnown(context, seen);
  const originals = await findOriginals(
    context.client,
    fresh.map(({ event }) => ({ tenant: event.tenant, source: event.source, id: event.corrects ?? "" })),
    context.declaredTags,
  );
  const usable: { candidate: Candidate; original: Original }[] = [];
  const unusable: ParsedEvent[] = [];
  for (const candidate of fresh) {
    const original = originals.get(originalIdentity(candidate.event));
    const verdict = objection(candidate.event, original);
    if (verdict || !original) {
      if (verdict) context.verdicts.set(candidate.entry, verdict);
      unusable.push(candidate.event);
    } else usable.push({ candidate, original });
  }
  if (unusable.length > 0) await releaseIdentities(context.client, unusable);
  if (usable.length > 0) await replace(context, usable);
}

async function replace(context: RecordingContext, pairs: readonly { candidate: Candidate; original: Original }[]): Promise<void> {
  const book = priceBook();
  const trustedSources = organisation().trusted_report_sources;
  for (const {
    candidate: { event },
    original,
  } of pairs) {
    if (event.timeGiven) continue;
    event.time = original.time;
    event.timeMs = original.timeMs;
  }
  const placed = await followMoves(
    context.client,
    pairs.map(({ candidate: { event }, original }) => ({ event, original })),
  );
  const rated = pairs.map(({ candidate: { event, entry } }) =>
    prepareEvent(placed.get(event) ?? event, book, entry.caller, trustedSources),
  );
  const series = await seriesOf(pool(), rated);
  for (const [at, { candidate, original }] of pairs.entries()) {
    const correction = rated[at];
    const own = series[at];
    if (!correction || !own) throw new Error("a correction was not rated");
    context.rollups.add({ ...original.change, sign: -1 });
    context.rollups.add(changeOf(correction, own, context.declaredTags, 1));
    touch(context, original.change.series, original.timeMs, userOf(original));
    touch(context, own, correction.event.timeMs, correction.event.user);
    context.recorded.push(correction);
    context.verdicts.set(candidate.entry, accepted(correction));
  }
  context.touched.corrections = true;
  await send(context, copyOfEvents(rated, context.receivedAt));
  await markCorrected(
    context.client,
    pairs.map(({ candidate: { event }, original }) => ({ original, by: event.id, time: event.time, tenant: event.tenant })),
  );
  await noteMoves(
    context.client,
    pairs.map(({ candidate: { event }, original }) => ({ event, original })),
    placed,
  );
}
