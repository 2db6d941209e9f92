import { isDomainError } from "@/lib/platform/errors";
import { HOUR_MS, type Period } from "@/lib/platform/time";
import type { UsageReader } from "@/lib/spend/service";
import type { HourlySeries } from "../forecast/forecast";
import { isFromEvents, MOST_DAYS_FROM_EVENTS } from "../model/scope";
import { readGroup } from "../readings/read-group";
import type { LiveGroup, LiveStanding } from "../standings/live";

/** Hours learnt from: eight weeks; of a longer rolling window all that is in it, since it is to be known what leaves when. */
const LEARNT_HOURS = 56 * 24;
/** Late usage of these last hours is seen again at each reading; what is older, when everything is read anew. */
const OVERLAP_HOURS = 3;
const WHOLE_EVERY_MS = 6 * HOUR_MS;

const floorHour = (ms: number) => Math.floor(ms / HOUR_MS) * HOUR_MS;

/** What was used in each hour, in the measure's unit: a statistic, not a bill. Read until `untilMs`. */
export interface UsageHistory extends HourlySeries {
  values: number[];
  untilMs: number;
  wholeAtMs: number;
}

const plain = (amount: bigint) => Number(amount) / 1e18;

function hoursOf({ period, group: { shape } }: LiveGroup): number {
  if (isFromEvents(shape)) return MOST_DAYS_FROM_EVENTS * 24;
  return period.kind === "rolling" ? Math.max(LEARNT_HOURS, period.days * 24 + 1) : LEARNT_HOURS;
}

function hourCuts(fromMs: number, toMs: number): number[] {
  return Array.from({ length: Math.round((toMs - fromMs) / HOUR_MS) + 1 }, (_, at) => fromMs + at * HOUR_MS);
}

/** Brings the histories of standings up to the last full hour: one query for those of a group that need the same hours. */
export async function readHistories(
  reader: UsageReader,
  standings: readonly LiveStanding[],
  known: Map<string, UsageHistory>,
  nowMs: number,
): Promise<void> {
  const toMs = floorHour(nowMs);
  const batches = new Map<LiveGroup, Map<number, LiveStanding[]>>();
  for (const standing of standings) {
    const history = known.get(standing.key);
    const whole = !history || nowMs - history.wholeAtMs > WHOLE_EVERY_MS || history.untilMs > toMs;
    if (!whole && history.untilMs === toMs) continue;
    const fromMs = whole ? toMs - hoursOf(standing.live) * HOUR_MS : history.untilMs - OVERLAP_HOURS * HOUR_MS;
    const byStart = batches.get(standing.live) ?? new Map<number, LiveStanding[]>();
    byStart.set(fromMs, [...(byStart.get(fromMs) ?? []), standing]);
    batches.set(standing.live, byStart);
  }
  for (const [live, byStart] of batches) {
    for (const [fromMs, wanted] of byStart) {
      try {
        await readBatch(reader, live, wanted, { startMs: fromMs, endMs: toMs }, known, nowMs);
      } catch (error) {
        // Events that retention has removed: these have no forecast, all others theirs.
        if (!isDomainError(error)) throw error;
        for (const { key } of wanted) known.delete(key);
      }
    }
  }
}

async function readBatch(
  reader: UsageReader,
  live: LiveGroup,
  wanted: readonly LiveStanding[],
  { startMs, endMs }: Period,
  known: Map<string, UsageHistory>,
  nowMs: number,
): Promise<void> {
  const subjects = wanted.flatMap(({ subject }) => (subject === null ? [] : [subject]));
  const onlyTemplates = live.group.budgets.every(({ each }) => each !== null);
  const part = onlyTemplates ? { subjects } : {};
  const { found } = await readGroup(reader, live.group, hourCuts(startMs, endMs), part);
  for (const { key } of wanted) {
    const read = found.get(key)?.amounts.map(plain) ?? [];
    const hours = Math.round((endMs - startMs) / HOUR_MS);
    const values = Array.from({ length: hours }, (_, at) => read[at] ?? 0);
    const before = known.get(key);
    if (before && startMs > before.startMs) {
      const joined = [...before.values.slice(0, Math.round((startMs - before.startMs) / HOUR_MS)), ...values];
      known.set(key, { ...before, values: joined, untilMs: endMs });
    } else known.set(key, { startMs, values, untilMs: endMs, wholeAtMs: nowMs });
  }
}
