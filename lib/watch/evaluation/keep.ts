import { onExpected } from "@/lib/alerts/service";
import { log } from "@/lib/platform/log";
import { MINUTE_MS } from "@/lib/platform/time";
import { closeHours, learnHistory } from "../baselines/close-hours";
import { excludeEpisodes } from "../baselines/exclude";
import { followMerges } from "../baselines/follow-merges";
import { recountLate } from "../baselines/late-usage";
import { Evaluator } from "./evaluator";
import { tellClosing } from "./tell-closing";

const EVERY_MS = 250;
/** A look takes at most half of the time, as long as what happened is known within a second. */
const MOST_PAUSE_MS = 700;
const AFTER_FAILURE_MS = 1000;
const CLOSED_EVERY_MS = 15_000;
const HISTORIES_AT_ONCE = 20;

/** Evaluates usage in this process until stopped. @returns how to stop: resolves when what is under way is done */
export function startEvaluation(evaluator = new Evaluator()): () => Promise<void> {
  const unfollow = onExpected(excludeEpisodes);
  const stops = [
    async () => unfollow(),
    repeat("usage could not be evaluated; trying again", EVERY_MS, MOST_PAUSE_MS, () => evaluator.look()),
    repeat("an hour could not be closed; trying again", CLOSED_EVERY_MS, 4 * MINUTE_MS, async () => {
      if (await closeHours(tellClosing)) evaluator.followBaselines();
      if (await followMerges()) evaluator.followBaselines();
      await recountLate();
      // History that came late is learned bit by bit.
      const untilMs = performance.now() + CLOSED_EVERY_MS;
      while (performance.now() < untilMs && (await learnHistory(HISTORIES_AT_ONCE))) {}
    }),
  ];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

/** Works again and again, never twice at once, with a pause as long as the work took. */
function repeat(complaint: string, everyMs: number, mostMs: number, work: () => Promise<void>): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  let failing = false;
  const turn = async () => {
    const began = performance.now();
    try {
      await work();
      failing = false;
      plan(Math.min(mostMs, Math.max(everyMs, performance.now() - began)));
    } catch (error) {
      if (!failing) log().error({ err: error }, complaint);
      failing = true;
      plan(AFTER_FAILURE_MS);
    }
  };
  const plan = (pauseMs: number) => {
    if (stopped) return;
    timer = setTimeout(() => {
      running = turn();
    }, pauseMs);
    timer.unref();
  };
  plan(0);
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
