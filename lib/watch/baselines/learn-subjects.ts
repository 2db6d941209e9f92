import type pg from "pg";
import { silenceAhead } from "@/lib/anomalies/service";
import { pool } from "@/lib/platform/database";
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

const AT_ONCE = 200;
/** States are written every few hours, not all in the same one; until then a refresh takes the hours since again. */
const WRITTEN_AFTER_HOURS = 3;
const WRITTEN_WITHIN_HOURS = 4;
/** Whose active hours are counted anew with each hour: a young subject's median moves. */
const YOUNG_MS = 3 * DAY_MS;
const HISTORY_MS = 90 * DAY_MS;
const SILENT_KINDS: ReadonlySet<string> = new Set(["tenant", "feature", "key", "tenant_feature"]);

/** What everybody grew by in each hour, as it was found when the hour was closed. */
export type CommonGrowth = (hourMs: number) => number;

export interface LearnedSubject extends Learned, Pick<SubjectRow, "tenant" | "subject" | "kind" | "names"> {
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
  const exclusions = await readExclusions(client, names);
  const chunkAt = (at: number) => (at < names.length ? readChunk(names.slice(at, at + AT_ONCE), untilMs) : null);
  let next = chunkAt(0);
  let written: Promise<void> = Promise.resolve();
  try {
    // The database reads the next ones and writes the last ones while this process learns.
    for (let at = AT_ONCE; next; at += AT_ONCE) {
      const chunk: Chunk = await next;
      next = chunkAt(at);
      const updates: SubjectUpdate[] = [];
      await learnChunk(chunk, { untilMs, common, cacheRates, exclusions }, { learned, updates });
      await written;
      written = writeSubjects(client, updates);
    }
  } finally {
    await Promise.allSettled([next, written]);
  }
  await written;
  return learned;
}

/** What is stored of some subjects. */
interface Chunk {
  rows: readonly SubjectRow[];
  hours: ReadonlyMap<string, SubjectHours>;
  medians: ReadonlyMap<string, { median: number; activeHours: number }>;
}

/** On a connection of its own: that of the caller writes meanwhile. */
async function readChunk(names: readonly SubjectName[], untilMs: number): Promise<Chunk> {
  const rows = await readSubjects(pool(), names, untilMs);
  if (rows.length === 0) return { rows, hours: new Map(), medians: new Map() };
  const hours = await readHours(pool(), rows, untilMs - 1);
  const dayMs = Math.floor(untilMs / DAY_MS) * DAY_MS;
  const wanted = rows.filter((row) => wantsMedian(row, dayMs, untilMs));
  return { rows, hours, medians: await readMedians(pool(), wanted, untilMs) };
}

interface Given {
  untilMs: number;
  common: CommonGrowth;
  cacheRates: ReadonlyMap<string, number>;
  exclusions: Awaited<ReturnType<typeof readExclusions>>;
}

/** Adds to what was learned, and to what is to be stored of it. */
async function learnChunk(
  { rows, hours, medians }: Chunk,
  { untilMs, common, cacheRates, exclusions }: Given,
  { learned, updates }: { learned: LearnedSubject[]; updates: SubjectUpdate[] },
): Promise<void> {
  const breathe = breather();
  const scratch = newStates();
  for (const row of rows) {
    const own = hours.get(row.subject);
    const excluded = exclusions.get(row.subject) ?? [];
    const states = (row.states && unpackStates(row.states, scratch)) ?? newStates();
    const fromMs = row.states ? row.observedUntilMs : Math.max(row.sinceMs, untilMs - HISTORY_MS);
    const source: Hours = {
      at: (hourMs) => own?.at(hourMs),
      common,
      isExcluded: (hourMs) => excluded.some(([from, to]) => hourMs >= from && hourMs <= to),
    };
    let last: Learned = { verdicts: [], silent: false };
    // A day at a time, so that ninety of them keep nobody waiting.
    for (let at = fromMs; at < untilMs; at += DAY_MS) {
      last = learnHours(states, at, Math.min(untilMs, at + DAY_MS), source);
      await breathe();
    }
    const update = updateOf(row, states, own, { untilMs, fresh: medians.get(row.subject), cacheRates, fromMs });
    updates.push(update);
    const { kind, names, sinceMs } = row;
    learned.push({ ...last, kind, names, subject: row.subject, tenant: row.tenant, sinceMs, activeHours: update.activeHours });
  }
}

interface About {
  untilMs: number;
  fresh: { median: number; activeHours: number } | undefined;
  cacheRates: ReadonlyMap<string, number>;
  fromMs: number;
}

function updateOf(
  row: SubjectRow,
  states: SubjectStates,
  hours: SubjectHours | undefined,
  { untilMs, fresh, cacheRates, fromMs }: About,
): SubjectUpdate {
  const rate = cacheRates.get(row.subject);
  const usual = row.usualCacheRate;
  // From the first hour on, and slowly then: what collapsed is not usual the hour after.
  const usualCacheRate = rate === undefined ? usual : usual === 0 ? rate : usual + (rate - usual) / 24;
  const wasActive = (hours?.at(untilMs - HOUR_MS)?.requests ?? 0) > 0;
  let daySpend = 0;
  for (let hour = 1; hour <= 23; hour++) daySpend += hours?.usdAt(untilMs - hour * HOUR_MS) ?? 0;
  const isDue = untilMs - fromMs >= (WRITTEN_AFTER_HOURS + (spread(row.subject) % WRITTEN_WITHIN_HOURS)) * HOUR_MS;
  return {
    tenant: row.tenant,
    subject: row.subject,
    outlook: packOutlooks(states, untilMs),
    outlookUntilMs: untilMs,
    median: fresh?.median ?? row.median,
    medianOnMs: fresh ? Math.floor(untilMs / DAY_MS) * DAY_MS : null,
    activeHours: fresh?.activeHours ?? row.activeHours + (wasActive ? 1 : 0),
    usualRequests: states.usualRequests,
    usualCacheRate,
    daySpend,
    silenceAtMs: SILENT_KINDS.has(row.kind) ? silenceAhead(states.schedule, untilMs) : null,
    activeMs: wasActive ? untilMs - HOUR_MS : null,
    states: row.states === null || isDue ? packStates(states) : null,
  };
}

/** Once a day each, spread over its hours; the young each hour. */
function wantsMedian(row: SubjectRow, dayMs: number, untilMs: number): boolean {
  if (row.medianOnMs === null || untilMs - row.sinceMs < YOUNG_MS) return true;
  if (row.medianOnMs === dayMs) return false;
  const hour = Math.floor(untilMs / HOUR_MS) % 24;
  return hour >= spread(row.subject);
}

function spread(subject: string): number {
  let hash = 0;
  for (let index = 0; index < subject.length; index++) hash = (hash * 31 + subject.charCodeAt(index)) | 0;
  return Math.abs(hash) % 24;
}
