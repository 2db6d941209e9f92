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

/** Names come from outside. Past this many kinds of calls within a minute the rest is not counted. */
const MOST_KINDS = 20_000;

const SEPARATOR = "\u001f";

const isEmpty = ({ allow, warn, throttle, deny }: QuestionCount) => allow + warn + throttle + deny === 0;

/** Takes what a kind counted, and leaves it at nought. */
function emptied(count: QuestionCount): QuestionCount {
  const taken = { ...count };
  count.allow = 0;
  count.warn = 0;
  count.throttle = 0;
  count.deny = 0;
  return taken;
}

/** Kinds stay in place while they are asked about, so that nothing ever has to go through all of them at once. */
class QuestionCounts {
  private byId = new Map<string, QuestionCount>();
  private kinds: QuestionCount[] = [];
  private roomMadeMs = 0;
  /** Where the next taking goes on. */
  private at = 0;
  /** Of minutes that are over, and what could not be stored. */
  private closed: QuestionCount[] = [];

  count(call: CallDimensions, answered: Answered): void {
    const bucketMs = Math.floor(nowMs() / MINUTE_MS) * MINUTE_MS;
    const { tenant = "", feature = "", environment = "", provider = "", model = "", key = "", user } = call;
    const ends = user === undefined ? SEPARATOR : "+";
    const id =
      tenant + SEPARATOR + feature + SEPARATOR + model + SEPARATOR + key + SEPARATOR + environment + SEPARATOR + provider + ends;
    const count = this.byId.get(id) ?? this.add(id, call, bucketMs);
    if (count === null) return;
    if (count.bucketMs !== bucketMs) {
      if (!isEmpty(count)) this.close(emptied(count));
      count.bucketMs = bucketMs;
    }
    count[answered]++;
  }

  /** @returns null where there are too many already */
  private add(id: string, call: CallDimensions, bucketMs: number): QuestionCount | null {
    if (this.kinds.length >= MOST_KINDS && !this.makeRoom(bucketMs)) return null;
    const { tenant = "", feature = "", environment = "", provider = "", model = "", key = "" } = call;
    const dimensions = { tenant, feature, environment, provider, model, key, withUser: call.user !== undefined };
    const count = { bucketMs, ...dimensions, allow: 0, warn: 0, throttle: 0, deny: 0 };
    this.byId.set(id, count);
    this.kinds.push(count);
    return count;
  }

  /** Forgets all kinds, once a minute at the most: those still asked about come again. */
  private makeRoom(bucketMs: number): boolean {
    if (this.roomMadeMs === bucketMs) return false;
    this.roomMadeMs = bucketMs;
    for (const count of this.kinds) if (!isEmpty(count)) this.close(count);
    this.kinds = [];
    this.byId = new Map();
    this.at = 0;
    return true;
  }

  private close(count: QuestionCount): void {
    if (this.closed.length < 2 * MOST_KINDS) this.closed.push(count);
  }

  /** Takes at most so many; looks at as many kinds again, going on where it last ended. */
  take(most: number): QuestionCount[] {
    const taken = this.closed.splice(Math.max(0, this.closed.length - most));
    for (let looks = Math.min(most - taken.length, this.kinds.length); looks > 0; looks--) {
      this.at = (this.at + 1) % this.kinds.length;
      const count = this.kinds[this.at] as QuestionCount;
      if (!isEmpty(count)) taken.push(emptied(count));
    }
    return taken;
  }

  giveBack(counts: readonly QuestionCount[]): void {
    for (const count of counts) this.close(count);
  }

  /** How many there may be to take. */
  get size(): number {
    return this.closed.length + this.kinds.length;
  }
}

function questionCounts(): QuestionCounts {
  return singleton("questionCounts", () => new QuestionCounts());
}

/** Counts one answer, in memory. */
export function countQuestion(call: CallDimensions, answered: Answered): void {
  questionCounts().count(call, answered);
}

/** Takes at most so many of what was counted since each kind was last taken. */
export function takeQuestionCounts(most: number): QuestionCount[] {
  return questionCounts().take(most);
}

/** Gives back what could not be stored; a later turn takes it again. */
export function returnQuestionCounts(counts: readonly QuestionCount[]): void {
  questionCounts().giveBack(counts);
}

/** The most that there may be to take. */
export function questionCountsWaiting(): number {
  return questionCounts().size;
}
