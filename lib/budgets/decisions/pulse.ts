import { refreshTokens } from "@/lib/access/service";
import { beforeClose } from "@/lib/platform/database";
import { log } from "@/lib/platform/log";
import { singleton } from "@/lib/platform/singleton";
import { storeQuestionCounts, storeSomeQuestionCounts } from "../coverage/service";
import { readReserved } from "./reserved";

const EVERY_MS = 250;
/** The database is away when a look at it fails, or when none has come back for so long. */
const AWAY_AFTER_MS = 1000;
/** Counts of questions are stored bit by bit, all of them in so many beats (10 s); a process that is killed loses as many. */
const STORE_TURNS = 40;

const state = singleton("decisionPulse", () => ({
  timer: undefined as NodeJS.Timeout | undefined,
  beating: undefined as Promise<void> | undefined,
  storing: undefined as Promise<void> | undefined,
  failed: false,
  seenAt: 0,
}));

async function beat(): Promise<void> {
  const began = performance.now();
  try {
    // The look that keeps tokens fresh tells at the same time whether the database answers.
    await refreshTokens();
    state.seenAt = began;
    if (state.failed) log().info("the database is back; decisions count on it again");
    state.failed = false;
    await readReserved();
    store();
  } catch (error) {
    if (!state.failed) log().warn({ err: error }, "the database is away; decisions are answered from what was known");
    state.failed = true;
  }
}

/** Beside the beat, which must not wait for it. */
function store(): void {
  state.storing ??= storeSomeQuestionCounts(STORE_TURNS)
    .catch((error: unknown) => log().warn({ err: error }, "questions asked could not be counted; they will be later"))
    .finally(() => {
      state.storing = undefined;
    });
}

function turn(): void {
  state.beating ??= beat().finally(() => {
    state.beating = undefined;
  });
}

/** Whether decisions have to do with what was known before. */
export function databaseIsAway(): boolean {
  return state.timer !== undefined && (state.failed || performance.now() - state.seenAt > AWAY_AFTER_MS);
}

/** Whether the last look at the database failed: asking it anything else would fail alike. */
export function databaseHasFailed(): boolean {
  return state.timer !== undefined && state.failed;
}

/** Begins to look at the database several times a second; ends before the database closes. */
export async function startPulse(): Promise<void> {
  if (state.timer) return;
  state.seenAt = performance.now();
  state.timer = setInterval(turn, EVERY_MS);
  state.timer.unref();
  beforeClose(stopPulse);
  turn();
  await state.beating;
}

/** Stores what was counted and stops. */
export async function stopPulse(): Promise<void> {
  if (!state.timer) return;
  clearInterval(state.timer);
  state.timer = undefined;
  await state.beating;
  await state.storing;
  await storeQuestionCounts().catch(() => {});
}
