import { uuidv7 } from "uuidv7";
import type { Author } from "@/lib/platform/author";
import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { atto, formatAtto } from "@/lib/platform/decimal";
import { DomainError } from "@/lib/platform/errors";
import { Reach } from "@/lib/platform/reach";
import type { Increase, Limits, NewIncrease } from "../contract";
import type { IncreaseRow } from "../model/limits";
import { increaseAnswer, limitsAnswer } from "./budget-answer";
import { requireInUse } from "./change-budgets";
import { invalid } from "./faults";
import { inChange, loadBudget } from "./in-change";

const CLOCK_GRACE_MS = 60_000;

/** Every limit and increase of a budget. @throws not_found */
export async function readLimits(id: string, reach: Reach): Promise<Limits> {
  return limitsAnswer(await loadBudget(pool(), id, reach), nowMs());
}

/** Adds to a budget's limit for a while; it expires by itself. @throws not_found, validation_failed, conflict */
export async function createIncrease(
  id: string,
  given: NewIncrease,
  author: Author,
  reach: Reach = Reach.everywhere,
): Promise<Increase> {
  return inChange(async (client) => {
    const atMs = nowMs();
    const budget = await loadBudget(client, id, reach);
    requireInUse(budget);
    if (budget.measure !== "cost" && !/^\d+$/.test(given.amount.trim()))
      throw invalid([{ pointer: "/amount", detail: "must be a whole number: tokens and requests are counted" }]);
    const fromMs = given.from ?? atMs;
    if (fromMs < atMs - CLOCK_GRACE_MS) throw invalid([{ pointer: "/from", detail: "lies in the past; leave it out for now" }]);
    if (given.until <= Math.max(fromMs, atMs))
      throw invalid([{ pointer: "/until", detail: given.from === undefined ? "is not in the future" : "must be after `from`" }]);
    const made: IncreaseRow = {
      id: uuidv7(),
      amount: atto(given.amount),
      fromMs: Math.max(fromMs, atMs),
      toMs: given.until,
      reason: given.reason,
      createdAtMs: atMs,
      createdBy: author.name,
      endedAtMs: null,
      endedBy: null,
    };
    await client.query(
      `INSERT INTO budget_increase (id, budget_id, amount, effective_from, effective_to, reason, created_at, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        made.id,
        id,
        formatAtto(made.amount),
        new Date(made.fromMs),
        new Date(made.toMs),
        made.reason,
        new Date(atMs),
        author.name,
      ],
    );
    const after = increaseAnswer(made, atMs);
    await author.note(client, { action: "budget.increase", subject: `budget:${id}`, after });
    return after;
  });
}

/** Ends an increase now; one that has ended stays as it is. @throws not_found */
export async function endIncrease(
  id: string,
  increaseId: string,
  author: Author,
  reach: Reach = Reach.everywhere,
): Promise<Increase> {
  return inChange(async (client) => {
    const atMs = nowMs();
    const budget = await loadBudget(client, id, reach);
    const before = budget.increases.find((increase) => increase.id === increaseId);
    if (!before) throw new DomainError("not_found", `This budget has no increase with the id "${increaseId}".`);
    if (before.endedAtMs !== null || before.toMs <= atMs) return increaseAnswer(before, atMs);
    await client.query("UPDATE budget_increase SET ended_at = $2, ended_by = $3 WHERE id = $1", [
      increaseId,
      new Date(atMs),
      author.name,
    ]);
    const after = increaseAnswer({ ...before, endedAtMs: atMs, endedBy: author.name }, atMs);
    const note = { action: "budget.increase_end", subject: `budget:${id}`, before: increaseAnswer(before, atMs), after };
    await author.note(client, note);
    return after;
  });
}
