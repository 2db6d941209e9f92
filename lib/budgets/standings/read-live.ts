import type { TouchedNote } from "@/lib/metering/service";
import { isDomainError } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import type { UsageReader } from "@/lib/spend/service";
import { cutsOf, rolesOf } from "../readings/cuts";
import { isHeldBy, type PartAmounts, readGroup } from "../readings/read-group";
import { type LiveGroup, LiveStanding } from "./live";
import { cutsOfRun, touchedRuns } from "./touched-parts";

/** Reads a group (of templates, only these subjects where they are given), in parts cut anew. @returns its standings */
export async function readFresh(
  reader: UsageReader,
  live: LiveGroup,
  nowMs: number,
  subjects?: readonly string[],
): Promise<LiveStanding[]> {
  const { parts, found } = await readGroup(reader, live.group, cutsOf(live.span, nowMs), { subjects });
  live.roles = rolesOf(parts, live.span, nowMs);
  for (const key of live.standings.keys()) if (!found.has(key)) live.standings.delete(key);
  for (const [key, amounts] of found) place(live, key, amounts);
  live.unreadable = false;
  return [...live.standings.values()];
}

/** Reads a group as a whole; one that no rollup holds any more is marked so and left. @returns every standing of it */
export async function readWhole(reader: UsageReader, live: LiveGroup, nowMs: number): Promise<LiveStanding[]> {
  try {
    return await readFresh(reader, live, nowMs);
  } catch (error) {
    if (!isDomainError(error)) throw error;
    if (!live.unreadable) log().warn({ err: error, budgets: live.group.budgets.map(({ id }) => id) }, "budgets cannot be read");
    live.unreadable = true;
    live.roles = null;
    live.standings.clear();
    return [];
  }
}

function place(live: LiveGroup, key: string, { budget, subject, amounts, unpriced }: PartAmounts): void {
  const known = live.standings.get(key);
  if (!known) {
    live.standings.set(key, new LiveStanding(live, { budget, subject }, amounts, unpriced));
    return;
  }
  known.amounts = amounts;
  known.unpriced = unpriced;
  known.follow();
}

/**
 * Reads only what the notes say has changed.
 * @returns the standings that were read anew; null when the parts no longer fit and the group is to be read as a whole
 */
export async function readTouchedParts(
  reader: UsageReader,
  live: LiveGroup,
  notes: readonly TouchedNote[],
): Promise<LiveStanding[] | null> {
  const { roles } = live;
  if (!roles) return null;
  const all = live.tenantsToRead(notes.flatMap(({ tenants }) => tenants));
  if (all?.size === 0) return [];
  const tenants = all ?? undefined;
  const runs = touchedRuns(roles.parts, notes);
  for (const run of runs) {
    const reading = await readGroup(reader, live.group, cutsOfRun(roles.parts, run), { tenants });
    const fits = reading.parts.every(({ startMs, endMs }, at) => {
      const part = roles.parts[run.first + at];
      return part?.startMs === startMs && part.endMs === endMs;
    });
    if (!fits) return null;
    for (const [key, { budget, subject }] of reading.found) {
      if (live.standings.has(key)) continue;
      const nothing = roles.parts.map(() => 0n);
      live.standings.set(key, new LiveStanding(live, { budget, subject }, nothing, [...nothing]));
    }
    for (const [key, standing] of live.standings) {
      if (!isHeldBy(standing.budget, standing.subject, tenants)) continue;
      const read = reading.found.get(key);
      for (let at = run.first; at <= run.last; at++) {
        standing.amounts[at] = read?.amounts[at - run.first] ?? 0n;
        standing.unpriced[at] = read?.unpriced[at - run.first] ?? 0n;
      }
    }
  }
  const changed: LiveStanding[] = [];
  for (const standing of live.standings.values()) {
    if (!isHeldBy(standing.budget, standing.subject, tenants)) continue;
    const before = standing.figures.spent;
    standing.follow();
    if (standing.figures.spent !== before) changed.push(standing);
  }
  return runs.length > 0 ? changed : [];
}
