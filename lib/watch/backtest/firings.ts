import { Episodes } from "../evaluation/core/episodes";
import type { Subject } from "../subject";

/** One time a rule would have fired. Dollars are estimates in floats; money itself is exact elsewhere. */
export interface Firing {
  subject: Pick<Subject, "kind" | "key" | "label">;
  atMs: number;
  untilMs: number;
  actual: number | null;
  threshold: number | null;
  usd: number | null;
}

export interface Seen {
  /** Above 1 it fires. */
  ratio: number;
  actual: number | null;
  threshold: number | null;
  usd: number | null;
}

/** Follows what is seen through episodes, as the evaluation does: what lasts is one firing. Times come in order. */
export class Firings {
  readonly found: Firing[] = [];
  private readonly episodes = new Episodes();
  private readonly open = new Map<string, Firing>();

  see(subject: Firing["subject"], atMs: number, seen: Seen): void {
    const step = this.episodes.follow(atMs, "rule", subject.key, seen.ratio);
    if (step === "began") {
      const { actual, threshold, usd } = seen;
      const firing = { subject, atMs, untilMs: atMs, actual, threshold, usd };
      this.found.push(firing);
      this.open.set(subject.key, firing);
    } else if (step === "goes on") {
      const firing = this.open.get(subject.key);
      if (!firing) return;
      firing.untilMs = atMs;
      if (seen.usd !== null) firing.usd = (firing.usd ?? 0) + seen.usd;
      if (seen.ratio > 1 && seen.actual !== null && (firing.actual === null || seen.actual > firing.actual))
        firing.actual = seen.actual;
    }
  }

  /** A fact of its own. */
  add(firing: Firing): void {
    this.found.push(firing);
  }

  isFiring(key: string): boolean {
    return this.episodes.isFiring("rule", key);
  }
}

/** What a way of judging says beside its firings. */
export interface Judged {
  firings: readonly Firing[];
  fromMs: number | null;
  note: string;
}
