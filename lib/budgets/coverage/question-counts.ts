import { nowMs } from "@/lib/platform/clock";
import { singleton } from "@/lib/platform/singleton";
import { MINUTE_MS } from "@/lib/platform/time";
import type { CallDimensions } from "../scope-index";

export type Answered = "allow" | "warn" | "throttle" | "deny";

/** How often one kind of call was answered what within a minute, since the counts were last taken. */
export interface QuestionCount {
  bucketMs: number;
  tenant: string;
  feature: string;
  environment: string;
  provider: string;
  model: string;
  key: string;
  withUser: boolean;
  allow: number;
  warn: number;
  throttle: number;
  deny: number;
}

const SEPARATOR = "\u001f";
/** Names come from outside. Past this many kinds of calls at a time the rest is not counted. */
const MOST_KINDS = 20_000;

class QuestionCounts {
  /** Kinds stay from one taking to the next: most come again, and are then only added to. */
  private kinds = new Map<string, QuestionCount>();
  /** Of minutes that are over, and what could not be stored. */
  private closed: QuestionCount[] = [];
  private bucketMs = 0;

  count(call: CallDimensions, answered: Answered): void {
    const bucketMs = Math.floor(nowMs() / MINUTE_MS) * MINUTE_MS;
    if (bucketMs !== this.bucketMs) this.closeMinute(bucketMs);
    const { tenant = "", feature = "", environment = "", provider = "", model = "", key = "", user } = call;
    const withUser = user !== undefined;
    const id = `${tenant}${SEPARATOR}${feature}${SEPARATOR}${environment}${SEPARATOR}${provider}${SEPARATOR}${model}${SEPARATOR}${key}${withUser ? "+" : ""}`;
    let count = this.kinds.get(id);
    if (count === undefined) {
      if (this.kinds.size >= MOST_KINDS) return;
      count = {
        ...{ bucketMs, tenant, feature, environment, provider, model, key, withUser },
        ...{ allow: 0, warn: 0, throttle: 0, deny: 0 },
      };
      this.kinds.set(id, count);
    }
    count[answered]++;
  }

  private closeMinute(bucketMs: number): void {
    this.closed.push(...this.takeOpen());
    // Kinds that did not come again within a minute make room.
    this.kinds = new Map();
    this.bucketMs = bucketMs;
  }

  private takeOpen(): QuestionCount[] {
    const taken: QuestionCount[] = [];
    for (const count of this.kinds.values()) {
      if (count.allow + count.warn + count.throttle + count.deny === 0) continue;
      taken.push({ ...count });
      count.allow = 0;
      count.warn = 0;
      count.throttle = 0;
      count.deny = 0;
    }
    return taken;
  }

  take(): QuestionCount[] {
    const taken = [...this.closed, ...this.takeOpen()];
    this.closed = [];
    return taken;
  }

  giveBack(counts: readonly QuestionCount[]): void {
    this.closed.push(...counts.slice(0, Math.max(0, MOST_KINDS - this.closed.length)));
  }
}

function questionCounts(): QuestionCounts {
  return singleton("questionCounts", () => new QuestionCounts());
}

/** Counts one answer, in memory. */
export function countQuestion(call: CallDimensions, answered: Answered): void {
  questionCounts().count(call, answered);
}

/** Takes what was counted since the last call. */
export function takeQuestionCounts(): QuestionCount[] {
  return questionCounts().take();
}

/** Gives back what could not be stored; the next turn takes it again. */
export function returnQuestionCounts(counts: readonly QuestionCount[]): void {
  questionCounts().giveBack(counts);
}
