import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import { addQuestionCounts, removeOldQuestionCounts } from "./queries/add-question-counts";
import { questionCountsWaiting, returnQuestionCounts, takeQuestionCounts } from "./question-counts";

/** Coverage: how much of the spend asks for a decision before. The one door of this part. */
export { coverageOf, coveredScope } from "./coverage-of";
export { type Answered, countQuestion } from "./question-counts";
export { type CoveredScope, scopeConditions } from "./scope-filter";

/** Rows a statement adds at the most: making a larger one would keep answers waiting. */
const ROWS = 500;

async function storeTurn(most: number): Promise<number> {
  const counts = takeQuestionCounts(most);
  try {
    await addQuestionCounts(pool(), counts);
  } catch (error) {
    returnQuestionCounts(counts);
    throw error;
  }
  return counts.length;
}

/**
 * Stores one part of what was asked, so small that no answer waits for it; each call takes the next.
 * @param turns in how many calls everything has its turn
 */
export async function storeSomeQuestionCounts(turns: number): Promise<void> {
  const part = Math.ceil(questionCountsWaiting() / turns);
  if (part > 0) await storeTurn(Math.min(ROWS, Math.max(50, part)));
}

/** Stores all that was asked; what cannot be stored is kept for the next turn. */
export async function storeQuestionCounts(): Promise<void> {
  for (let left = questionCountsWaiting(); left > 0; left -= ROWS) await storeTurn(ROWS);
}

/** Forgets questions that lie further back than any answer looks. */
export async function forgetOldQuestions(): Promise<void> {
  await removeOldQuestionCounts(pool(), new Date(nowMs() - DAY_MS - HOUR_MS));
}
