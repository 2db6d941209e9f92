import { nowMs } from "@/lib/platform/clock";
import { singleton } from "@/lib/platform/singleton";
import { MINUTE_MS } from "@/lib/platform/time";
import type { CallDimensions } from "../scope-index";

export type Answered = "allow" | "warn" | "throttle" | "deny";

/** How often one kind of call was answered what, since the counts were last taken. */
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
/** Names come from outside. Past this many kinds of calls in a second the rest of it is not counted. */
const MOST_KINDS = 20_000;

const state = singleton("questionCounts", () => ({ counts: new Map<string, QuestionCount>(), bucketMs: 0 }));

/** Counts one answer, in memory. */
export function countQuestion(call: CallDimensions, answered: Answered): void {
  const bucketMs = Math.floor(nowMs() / MINUTE_MS) * MINUTE_MS;
  const { tenant = "", feature = "", environment = "", provider = "", model = "", key = "", user } = call;
  const id =
    bucketMs +
    SEPARATOR +
    tenant +
    SEPARATOR +
    feature +
    SEPARATOR +
    environment +
    SEPARATOR +
    provider +
    SEPARATOR +
    model +
    SEPARATOR +
    key +
    (user === undefined ? "" : SEPARATOR);
  let count = state.counts.get(id);
  if (count === undefined) {
    if (state.counts.size >= MOST_KINDS) return;
    const dimensions = { bucketMs, tenant, feature, environment, provider, model, key, withUser: user !== undefined };
    count = { ...dimensions, allow: 0, warn: 0, throttle: 0, deny: 0 };
    state.counts.set(id, count);
  }
  count[answered]++;
}

/** Takes what was counted since the last call. */
export function takeQuestionCounts(): QuestionCount[] {
  if (state.counts.size === 0) return [];
  const taken = [...state.counts.values()];
  state.counts = new Map();
  return taken;
}

/** Puts counts back that could not be stored; the next turn takes them again. */
export function returnQuestionCounts(counts: readonly QuestionCount[]): void {
  for (const count of counts) {
    if (state.counts.size >= MOST_KINDS) return;
    // Under a key of its own: what was counted meanwhile stands beside it, and the table adds both.
    state.counts.set(`returned${state.counts.size}${SEPARATOR}${count.bucketMs}`, count);
  }
}
