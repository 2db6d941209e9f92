import { singleton } from "./singleton";

const clock = singleton("clock", () => ({ frozenAt: null as number | null }));

/** The present, in milliseconds since the epoch. Tests may freeze it; nothing else reads the time. */
export function nowMs(): number {
  return clock.frozenAt ?? Date.now();
}

export function now(): Date {
  return new Date(nowMs());
}

/** Freezes (or with null, frees) the clock of this process. For tests. */
export function setClock(at: Date | string | null): void {
  clock.frozenAt = at === null ? null : new Date(at).getTime();
}
