import { crossing } from "@/lib/anomalies/service";
import { MINUTE_MS } from "@/lib/platform/time";

/** An episode is over when it was quiet for so long: what flickers within is told once. */
export const QUIET_AFTER_MS = 60 * MINUTE_MS;

export type Step = "began" | "goes on" | "ended" | null;

interface Open {
  lastMs: number;
}

/**
 * Which rule fires for which subject. An episode begins above 1, goes on down to nine tenths, and ends when it stayed below for
 * an hour.
 */
export class Episodes {
  private readonly open = new Map<string, Map<string, Open>>();

  follow(atMs: number, rule: string, subject: string, ratio: number): Step {
    const last = this.open.get(rule)?.get(subject);
    if (!last && ratio <= 1) return null;
    const isFresh = last !== undefined && atMs - last.lastMs <= QUIET_AFTER_MS;
    const { firing, began } = crossing(isFresh, ratio, 1);
    if (firing) this.put(rule, subject, atMs);
    else if (!isFresh) this.drop(rule, subject);
    return began ? "began" : firing ? "goes on" : isFresh ? null : "ended";
  }

  isFiring(rule: string, subject: string): boolean {
    return this.open.get(rule)?.has(subject) ?? false;
  }

  /** Takes up what was open elsewhere or before. */
  put(rule: string, subject: string, atMs: number): void {
    let subjects = this.open.get(rule);
    if (!subjects) {
      subjects = new Map();
      this.open.set(rule, subjects);
    }
    const known = subjects.get(subject);
    if (known) known.lastMs = Math.max(known.lastMs, atMs);
    else subjects.set(subject, { lastMs: atMs });
  }

  drop(rule: string, subject: string): void {
    this.open.get(rule)?.delete(subject);
  }

  *all(): Iterable<readonly [rule: string, subject: string, lastMs: number]> {
    for (const [rule, subjects] of this.open) for (const [subject, { lastMs }] of subjects) yield [rule, subject, lastMs];
  }
}
