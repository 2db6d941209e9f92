import type { TouchedNote } from "@/lib/metering/service";
import type { Period } from "@/lib/platform/time";

/** A run of neighbouring parts that are to be read anew. */
export interface Run {
  first: number;
  last: number;
}

/** The parts in which usage changed, as runs. */
export function touchedRuns(parts: readonly Period[], notes: readonly Pick<TouchedNote, "firstMs" | "lastMs">[]): Run[] {
  const touched = parts.map(({ startMs, endMs }) => notes.some((note) => note.firstMs < endMs && note.lastMs >= startMs));
  const runs: Run[] = [];
  for (const [at, is] of touched.entries()) {
    const run = runs.at(-1);
    if (!is) continue;
    if (run && run.last === at - 1) run.last = at;
    else runs.push({ first: at, last: at });
  }
  return runs;
}

/** The cuts of a run: its parts' edges. */
export function cutsOfRun(parts: readonly Period[], { first, last }: Run): number[] {
  const chosen = parts.slice(first, last + 1);
  return [...chosen.map(({ startMs }) => startMs), chosen.at(-1)?.endMs ?? 0];
}
