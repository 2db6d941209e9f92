import type { Raised } from "@/lib/alerts/service";
import { headroom } from "@/lib/anomalies/service";
import { MINUTE_MS } from "@/lib/platform/time";
import { type JudgingContext, judgeEvent, judgingContext, namedBy } from "../facts/service";
import { coversOf, type StoredRule } from "../rules/service";
import { subjectOf } from "../subject";
import type { SeenEvent } from "./queries/read-events";

/** Times kept of one key's refusals. */
const MOST_TIMES = 200;
/** A reading of a rate limit says nothing of what is left after so long. */
const HEADROOM_KEPT_MS = 2 * MINUTE_MS;

/** What events themselves say: facts of single calls, refusals of a key, what is left of rate limits. */
export class EventDesk {
  private readonly refusals = new Map<string, number[]>();
  private readonly left = new Map<string, { part: number; atMs: number }>();

  /** Facts that rules about single events find. */
  judge(rules: readonly StoredRule[], events: readonly SeenEvent[], usualOutput: JudgingContext["usualOutput"]): Raised[] {
    const context = judgingContext(usualOutput);
    const found: Raised[] = [];
    for (const event of events) {
      for (const rule of rules) {
        const raised = judgeEvent(rule, event, context);
        if (raised) found.push(raised);
      }
    }
    return found;
  }

  /** Takes note of what rules over several events need. @returns keys of subjects that it concerns, by rule */
  note(rules: Iterable<StoredRule>, events: readonly SeenEvent[]): Map<string, Set<string>> {
    const touched = new Map<string, Set<string>>();
    for (const rule of rules) {
      const { condition } = rule;
      if (condition.kind !== "burst" && condition.kind !== "headroom") continue;
      const covers = coversOf(rule.scope);
      for (const event of events) {
        const isRefusal = event.status === 401 || event.status === 403;
        const part = condition.kind === "headroom" ? headroom(event.limits) : null;
        if (condition.kind === "burst" ? !isRefusal : part === null) continue;
        const named = namedBy(event);
        if (!covers(named)) continue;
        for (const kind of rule.subjects) {
          const subject = subjectOf(kind, named);
          if (!subject) continue;
          const key = `${rule.id} ${subject.key}`;
          if (condition.kind === "burst") this.addRefusal(key, event.timeMs);
          else if (part !== null) this.addLeft(key, part, event.timeMs);
          const subjects = touched.get(rule.id) ?? new Set();
          subjects.add(subject.key);
          touched.set(rule.id, subjects);
        }
      }
    }
    return touched;
  }

  private addRefusal(key: string, timeMs: number): void {
    const times = this.refusals.get(key) ?? [];
    times.push(timeMs);
    times.sort((left, right) => left - right);
    if (times.length > MOST_TIMES) times.splice(0, times.length - MOST_TIMES);
    this.refusals.set(key, times);
  }

  private addLeft(key: string, part: number, atMs: number): void {
    const known = this.left.get(key);
    // Of several limits that one key has, the tightest of late counts.
    if (known && atMs - known.atMs < HEADROOM_KEPT_MS / 2 && known.part < part) return;
    if (!known || atMs >= known.atMs) this.left.set(key, { part, atMs });
  }

  /** The most refusals of a subject within so many minutes, of late. */
  burst(rule: string, subject: string, minutes: number, nowMs: number): number {
    const times = (this.refusals.get(`${rule} ${subject}`) ?? []).filter((at) => at > nowMs - (minutes + 1) * MINUTE_MS);
    let most = 0;
    for (let first = 0, last = 0; last < times.length; last++) {
      while ((times[last] ?? 0) - (times[first] ?? 0) > minutes * MINUTE_MS) first++;
      most = Math.max(most, last - first + 1);
    }
    return most;
  }

  /** What is left of a subject's rate limit; null where nothing was heard of it lately. */
  headroom(rule: string, subject: string, nowMs: number): number | null {
    const known = this.left.get(`${rule} ${subject}`);
    return known && nowMs - known.atMs <= HEADROOM_KEPT_MS ? known.part : null;
  }

  forget(nowMs: number): void {
    for (const [key, times] of this.refusals) if ((times.at(-1) ?? 0) < nowMs - 61 * MINUTE_MS) this.refusals.delete(key);
    for (const [key, { atMs }] of this.left) if (atMs < nowMs - HEADROOM_KEPT_MS) this.left.delete(key);
  }
}
