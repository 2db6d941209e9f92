import { onVersionChange } from "@/lib/platform/change-versions";
import { log } from "@/lib/platform/log";
import { BUDGETS_VERSION } from "../changes/in-change";
import { publishBook } from "./current-book";
import type { StandingsKeeper } from "./keeper";

const EVERY_MS = 250;
/** However long a look takes, the next one begins soon enough for a second's freshness, or when it can. */
const MOST_PAUSE_MS = 700;
const AFTER_FAILURE_MS = 1000;

/**
 * Keeps this instance's standings until stopped.
 * @returns how to stop: resolves when the look under way is done
 */
export function keepStandings(keeper: StandingsKeeper): () => Promise<void> {
  publishBook(keeper.book);
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  let failing = false;
  const look = async () => {
    const began = performance.now();
    try {
      await keeper.look();
      failing = false;
      const tookMs = performance.now() - began;
      // Half of the time at the most, unless a second's freshness asks for more.
      plan(Math.min(MOST_PAUSE_MS, Math.max(EVERY_MS, tookMs)));
    } catch (error) {
      if (!failing) log().error({ err: error }, "the standings of budgets could not be brought up to date; trying again");
      failing = true;
      plan(AFTER_FAILURE_MS);
    }
  };
  const plan = (pauseMs: number) => {
    if (stopped) return;
    timer = setTimeout(() => {
      running = look();
    }, pauseMs);
    timer.unref();
  };
  const unwatch = onVersionChange(BUDGETS_VERSION, () => keeper.followBudgets());
  plan(0);
  return async () => {
    stopped = true;
    clearTimeout(timer);
    unwatch();
    await running;
  };
}
