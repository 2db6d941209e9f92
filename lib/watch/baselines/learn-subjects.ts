import type pg from "pg";
import { silenceAhead } from "@/lib/anomalies/service";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import { breather } from "../breathe";
import { type Hours, type Learned, learnHours } from "./learn-hours";
import { packOutlooks } from "./outlooks";
import { newStates, packStates, type SubjectStates, unpackStates } from "./pack-states";
import {
  readExclusions,
  readHours,
  readMedians,
  readSubjects,
  type SubjectHours,
  type SubjectName,
  type SubjectRow,
} from "./queries/read-subjects";
import { type SubjectUpdate, writeSubjects } from "./queries/write-subjects";

const AT_ONCE = 64;
/** States are written every few hours, not all in the same one; until then a refresh takes the hours since again. */
const WRITTEN_AFTER_HOURS = 3;
const WRITTEN_WITHIN_HOURS = 4;
/** Whose active hours are counted anew with each hour: a young subject's median moves. */
const YOUNG_MS = 3 * DAY_MS;
const HISTORY_MS = 90 * DAY_MS;
const SILENT_KINDS: ReadonlySet<string> = new Set(["tenant", "feature", "key", "tenant_feature"]);

/** What everybody grew by in each hour, as it was found when the hour was closed. */
export type CommonGrowth = (hourMs: number) => number;

export interface LearnedSubject extends Learned {
  row: SubjectRow;
  sinceMs: number;
  activeHours: number;
}

/**
 * Brings subjects up to `untilMs` (the end of a closed hour): their detectors take the hours since, and what is expected of the
 * next ones is stored. Safe to repeat: what was brought up before is passed over.
 * @param cacheRates cached part of the input of the last hour, by subject
 * @returns what was learned of each
 */
export async function learnSubjects(
  client: pg.Pool | pg.ClientBase,
  names: readonly SubjectName[],
  untilMs: number,
  common: CommonGrowth,
  cacheRates: ReadonlyMap<string, number> = new Map(),
): Promise<LearnedSubject[]> {
  const learned: LearnedSubject[] = [];
  for (let at = 0; at < names.length; at += AT_ONCE)
    learned.push(...(await learnChunk(client, names.slice(at, at + AT_ONCE), untilMs, common, cacheRates)));
  return learned;
}

async function learnChunk(
  client: pg.Pool | pg.ClientBase,
  names: readonly SubjectName[],
  untilMs: number,
  common: CommonGrowth,
  cacheRates: ReadonlyMap<string, number>,
): Promise<LearnedSubject[]> {
  const breathe = breather();
  const rows = (await readSubjects(client, names)).filter(({ outlook_until }) => outlook_until.getTime() < untilMs);
  if (rows.length === 0) return [];
  const days = await readHours(client, rows, untilMs - 1);
  const exclusions = await readExclusions(client, rows);
  const day = new Date(untilMs).toISOString().slice(0, 10);
  const medians = await readMedians(
    client,
    rows.filter((row) => wantsMedian(row, day, untilMs)),
    untilMs,
  );
  const learned: LearnedSubject[] = [];
  const updates: SubjectUpdate[] = [];
  const scratch = newStates();
  for (const row of rows) {
    const hours = days.get(row.subject);
    const excluded = exclusions.get(row.subject) ?? [];
    const states = (row.states && unpackStates(row.states, scratch)) ?? newStates();
    const fromMs = row.states ? row.observed_until.getTime() : Math.max(row.since.getTime(), untilMs - HISTORY_MS);
    const source: Hours = {
      at: (hourMs) => hours?.at(hourMs),
      common,
      isExcluded: (hourMs) => excluded.some(([from, to]) => hourMs >= from && hourMs <= to),
    };
    let last: Learned = { verdicts: [], silent: false };
    // A day at a time, so that ninety of them keep nobody waiting.
    for (let at = fromMs; at < untilMs; at += DAY_MS) {
      last = learnHours(states, at, Math.min(untilMs, at + DAY_MS), source);
      await breathe();
    }
    const update = updateOf(row, states, hours, untilMs, { fresh: medians.get(row.subject), day, cacheRates, fromMs });
    updates.push(update);
    learned.push({ ...last, row, sinceMs: row.since.getTime(), activeHours: update.activeHours });
  }
  await writeSubjects(client, updates);
  return learned;
}

interface About {
  fresh: { median: number; activeHours: number } | undefined;
  day: string;
  cacheRates: ReadonlyMap<string, number>;
  fromMs: number;
}

function updateOf(
  row: SubjectRow,
  states: SubjectStates,
  hours: SubjectHours | undefined,
  untilMs: number,
  { fresh, day, cacheRates, fromMs }: About,
): SubjectUpdate {
  const rate = cacheRates.get(row.subject);
  const usual = row.usual_cache_rate;
  // From the first hour on, and slowly then: what collapsed is not usual the hour after.
  const usualCacheRate = rate === undefined ? usual : usual === 0 ? rate : usual + (rate - usual) / 24;
  const wasActive = (hours?.at(untilMs - HOUR_MS)?.requests ?? 0) > 0;
  let daySpend = 0;
  for (let hour = 1; hour <= 23; hour++) daySpend += hours?.at(untilMs - hour * HOUR_MS)?.usd ?? 0;
  return {
    tenant: row.tenant,
    subject: row.subject,
    outlook: packOutlooks(states, untilMs),
    outlookUntilMs: untilMs,
    median: fresh?.median ?? row.median_tokens,
    medianOn: fresh ? day : row.median_on,
    activeHours: fresh?.activeHours ?? row.active_hours + (wasActive ? 1 : 0),
    usualRequests: states.usualRequests,
    usualCacheRate,
    daySpend,
    silenceAtMs: SILENT_KINDS.has(row.kind) ? silenceAhead(states.schedule, untilMs) : null,
    states:
      row.states === null || untilMs - fromMs >= (WRITTEN_AFTER_HOURS + (spread(row.subject) % WRITTEN_WITHIN_HOURS)) * HOUR_MS
        ? packStates(states)
        : null,
  };
}

/** Once a day each, spread over its hours; the young each hour. */
function wantsMedian(row: SubjectRow, day: string, untilMs: number): boolean {
  if (row.median_on === null || untilMs - row.since.getTime() < YOUNG_MS) return true;
  if (row.median_on === day) return false;
  const hour = Math.floor(untilMs / HOUR_MS) % 24;
  return hour >= spread(row.subject);
}

function spread(subject: string): number {
  let hash = 0;
  for (let index = 0; index < subject.length; index++) hash = (hash * 31 + subject.charCodeAt(index)) | 0;
  return Math.abs(hash) % 24;
}
