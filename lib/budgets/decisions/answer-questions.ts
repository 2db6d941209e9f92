import { DomainError, type FieldError } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import { Reach } from "@/lib/platform/reach";
import { countQuestion } from "../coverage/service";
import { amountFor, budgetReason } from "./budget-reason";
import { type Call, callOf } from "./call";
import { type Decision, type Question, RESERVED_FOR_MS } from "./contract";
import { budgetRule, isDenied, type Judgement, judge, settle, throttle } from "./decide";
import { requireWithin, toldWithin } from "./keep-within";
import { countDecision } from "./metrics";
import { databaseHasFailed } from "./pulse";
import type { Asked } from "./read-questions";
import { reservationDesk, type Wanted } from "./reservation-desk";

interface Turn {
  question: Question;
  call: Call;
  judgement: Judgement;
  wanted: Wanted[];
}

/** What a reservation needs to know of a call. Estimates that are missing are added to `errors`. */
function wantedOf(call: Call, judgement: Judgement, pointer: string, errors: FieldError[], reach: Reach): Wanted[] {
  return judgement.blocking.flatMap(({ budgetId, subject, measure, name, scope }) => {
    const amount = amountFor(measure, call);
    if (amount !== null) return [{ budgetId, subject, amount }];
    const field = measure === "tokens" ? "estimated_tokens" : "estimated_cost_usd";
    const why = measure === "cost" && call.tokens !== null ? " (the model has no price to tell it from the tokens)" : "";
    errors.push({
      pointer: `${pointer}/${field}`,
      detail: `is needed to reserve of ${reach.hasAll(scope.tenant ?? []) ? `the budget "${name}"` : "a budget"}${why}`,
    });
    return [];
  });
}

async function reserve({ call, question, judgement, wanted }: Turn): Promise<{ id?: string; ttlMs?: number }> {
  const { reasons, blocking } = judgement;
  if (wanted.length === 0) return {};
  const names = new Map(blocking.map((standing) => [standing.budgetId, standing]));
  try {
    // One that is only late is asked all the same: it may be this process that was.
    if (databaseHasFailed()) throw new Error("the database is away");
    const forMs = question.reserve_for_ms ?? RESERVED_FOR_MS;
    const reserved = await reservationDesk().reserve(call.tenant, wanted, forMs);
    if (reserved.ok) return reserved.id === null ? {} : { id: reserved.id, ttlMs: 0 };
    for (const refusal of reserved.refusals) {
      const standing = names.get(refusal.budgetId);
      const estimate = wanted.find((each) => each.budgetId === refusal.budgetId)?.amount ?? null;
      if (standing) reasons.push(budgetReason(standing, "deny", { ...refusal, estimate }));
    }
    return {};
  } catch (error) {
    // Nothing could be set aside. Budgets that deny then have said so; the others go on by what was known.
    log().warn({ err: error }, "a reservation could not be made");
    for (const standing of blocking) {
      const { budgetId, name, onUnavailable } = standing;
      const known = budgetRule(standing, call, false, false);
      if (known) reasons.push(known);
      reasons.push({
        kind: "database",
        id: budgetId,
        name,
        message:
          onUnavailable === "deny"
            ? "Denied here: the database cannot be reached, and this budget denies until it can."
            : "Nothing was set aside: the database cannot be reached.",
        effect: onUnavailable === "deny" ? "deny" : "warn",
        used_ratio: null,
        resets_at: null,
      });
    }
    return {};
  }
}

/** Nearly every answer is made of memory alone, and is there at once. */
function answer(turn: Turn): Decision | Promise<Decision> {
  const { judgement, question } = turn;
  if (judgement.throttles.length === 0 && !question.reserve) return settle(judgement.reasons, {});
  return answerLater(turn);
}

async function answerLater(turn: Turn): Promise<Decision> {
  const { judgement, call, question } = turn;
  const waitMs = await throttle(judgement, call);
  const held = question.reserve && waitMs === 0 && !isDenied(judgement.reasons) ? await reserve(turn) : {};
  // A call that was let through a throttling stop was counted once; the answer is no licence for more.
  const ttlMs = judgement.throttles.length > 0 ? 0 : held.ttlMs;
  return settle(judgement.reasons, {
    waitMs,
    ...(ttlMs === undefined ? {} : { ttlMs }),
    ...(held.id === undefined ? {} : { reservationId: held.id }),
  });
}

/**
 * Answers questions from memory, in their order; only reservations, and shares of throttling stops, ask the database.
 * @param defaultEnvironment of the asking token, as for its events
 * @throws forbidden for a tenant out of reach
 * @throws validation_failed when an estimate that a reservation needs is missing; nothing is set aside then
 */
export async function answerQuestions(
  asked: Asked,
  defaultEnvironment: string | null,
  reach: Reach = Reach.everywhere,
): Promise<Decision | { decisions: Decision[] }> {
  requireWithin(asked, reach);
  const errors: FieldError[] = [];
  const turns = asked.questions.map((question, at): Turn => {
    const call = callOf(question, defaultEnvironment);
    const judgement = judge(call, question.reserve === true);
    const pointer = asked.many ? `${asked.under}/${at}` : "";
    return { question, call, judgement, wanted: question.reserve ? wantedOf(call, judgement, pointer, errors, reach) : [] };
  });
  const first = errors[0];
  if (first) throw new DomainError("validation_failed", `${first.pointer}: ${first.detail}.`, { errors });
  const decisions: Decision[] = [];
  for (const turn of turns) {
    const answered = answer(turn);
    const made = answered instanceof Promise ? await answered : answered;
    const decision = reach.limited ? { ...made, reasons: toldWithin(made.reasons, turn.call, reach) } : made;
    countQuestion(turn.call.dimensions, decision.decision);
    countDecision(decision.decision);
    decisions.push(decision);
  }
  return asked.many ? { decisions } : (decisions[0] as Decision);
}
