import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import { addQuestionCounts, removeOldQuestionCounts } from "./queries/add-question-counts";
import { returnQuestionCounts, takeQuestionCounts } from "./question-counts";

/** Coverage: how much of the spend asks for a decision before. The one door of this part. */
export { coverageOf, coveredScope } from "./coverage-of";
export { type Answered, countQuestion } from "./question-counts";
export { type CoveredScope, scopeConditions } from "./scope-filter";

/** Rows a statement adds at the most: making a larger one would keep answers waiting. */
const ROWS = 500;

/** Stores what was asked since the last call; what cannot be stored is kept for the next. */
export async function storeQuestionCounts(): Promise<void> {
  const counts = takeQuestionCounts();
  for (let at = 0; at < counts.length; at += ROWS) {
    try {
      await addQuestionCounts(pool(), counts.slice(at, at + ROWS));
    } catch (error) {
      returnQuestionCounts(counts.slice(at));
      throw error;
    }
  }
}

/** Forgets questions that lie further back than any answer looks. */
export async function forgetOldQuestions(): Promise<void> {
  await removeOldQuestionCounts(pool(), new Date(nowMs() - DAY_MS - HOUR_MS));
}
