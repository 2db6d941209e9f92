import { databaseUrl, rollingBack } from "@/lib/platform/database";
import { sendTogether } from "@/lib/platform/send-together";
import { singleton } from "@/lib/platform/singleton";
import { copyOfEvents } from "../queries/copy-events";
import { claimNewIdentities } from "../queries/insert-identities";
import { BEGIN, closingOf } from "./closing";
import { type Entry, newRecording, type Verdict } from "./context";
import { isRefusal } from "./database-errors";
import type { RatedEvent } from "./rated-event";
import { enter, type Sameness } from "./record-plain";
import { concernsFollowers } from "./recording-follower";
import { expectBorder, LOCK_SHARED, type RollupState } from "./rollup-border";
import type { SeriesKey } from "./rollup-changes";

/** Transactions that take the long way after expectations failed time and again. */
const MOST_PASSED_OVER = 64;

/** What the next transaction is expected to find, and how often that was wrong of late. */
const expectation = singleton("recordingExpectation", () => ({
  url: "",
  state: null as RollupState | null,
  passOver: 0,
  nextPassOver: 1,
}));

/** To be told of the border a transaction found. */
export function rememberBorder(state: RollupState): void {
  expectation.url = databaseUrl();
  expectation.state = state;
}

/** The border to expect; null when nothing is known of it, or expectations failed just now. */
function expectedBorder(): RollupState | null {
  if (expectation.url !== databaseUrl()) return null;
  if (expectation.passOver > 0) {
    expectation.passOver--;
    return null;
  }
  return expectation.state;
}

function expectationFailed(): void {
  expectation.state = null;
  // Where duplicates are usual, trying again and again would cost more than it saves.
  expectation.passOver = expectation.nextPassOver;
  expectation.nextPassOver = Math.min(MOST_PASSED_OVER, 2 * expectation.nextPassOver);
}

/**
 * Records entries in a single message, expecting what is so nearly always: every identity is new and the border
 * stands where it stood. The database checks both; where one is wrong it does nothing.
 * @param groups of `entries`, which hold nothing else
 * @returns the verdicts, or null when nothing was recorded and it takes the long way
 */
export async function recordAtOnce(
  entries: readonly Entry[],
  groups: readonly Sameness[],
  seriesByEntry: ReadonlyMap<Entry, SeriesKey>,
  present: Date,
): Promise<Map<Entry, Verdict> | null> {
  // Anything but new events, each once: refused ones, corrections, repetitions.
  if (groups.length === 0 || groups.length !== entries.length) return null;
  const rated = groups.map((group) => group.first.rated as RatedEvent);
  if (concernsFollowers(rated)) return null;
  const state = expectedBorder();
  if (!state) return null;
  const recording = newRecording(state, present, new Map());
  for (const { first } of groups) enter(recording, first, first.rated as RatedEvent, seriesByEntry.get(first) as SeriesKey);
  const claim = claimNewIdentities(
    groups.map((group) => group.event),
    recording.receivedAt,
  );
  const steps = [
    BEGIN,
    LOCK_SHARED,
    expectBorder(state),
    claim,
    copyOfEvents(rated, recording.receivedAt),
    ...closingOf(recording),
  ];
  try {
    await rollingBack((client) => sendTogether(client, steps));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    expectationFailed();
    return null;
  }
  expectation.nextPassOver = 1;
  return recording.verdicts;
}
