import type pg from "pg";
import type { Author } from "@/lib/platform/author";
import { nowMs } from "@/lib/platform/clock";
import { atto } from "@/lib/platform/decimal";
import { DomainError } from "@/lib/platform/errors";
import { Reach } from "@/lib/platform/reach";
import type { Budget, BudgetChange, NewBudget } from "../contract";
import type { BudgetRecord } from "../model/budget";
import { baseLimitAt } from "../model/limits";
import { insertBudgets, insertLimits } from "../queries/insert-budget";
import { loadBudgets } from "../queries/load-budgets";
import { updateBudgets } from "../queries/update-budgets";
import { budgetAnswer } from "./budget-answer";
import { clashDetail, clashOf, faultsOfTerms } from "./check-terms";
import { invalid } from "./faults";
import { inChange, loadBudget } from "./in-change";
import { makeRecord } from "./make-record";
import { requireWithin } from "./require-within";
import { currentRules } from "./rules";

/** Requests take a while to arrive: "now" as the caller read it may lie this far back. */
const CLOCK_GRACE_MS = 60_000;

/** @throws validation_failed for a zone that is not the organisation's: a budget has none of its own */
export function checkZone(timezone: string | undefined, zone: string): void {
  if (timezone === undefined || timezone === zone) return;
  const detail = `budgets run in the organisation's time zone, ${zone}: leave it out, or change it in the settings`;
  throw invalid([{ pointer: "/timezone", detail }]);
}

function clash(other: BudgetRecord): DomainError {
  const detail = clashDetail(other);
  return new DomainError("conflict", `${detail}.`, { errors: [{ pointer: "/scope", detail }], details: { budget_id: other.id } });
}

/**
 * Makes a budget. Usage of its period so far counts at once.
 * @throws validation_failed; conflict, naming the budget that measures the same already
 */
export async function createBudget(given: NewBudget, author: Author, reach: Reach = Reach.everywhere): Promise<Budget> {
  const rules = currentRules();
  checkZone(given.timezone, rules.zone);
  const made = makeRecord(given, author.name, nowMs());
  requireWithin(made, reach);
  const faults = faultsOfTerms(made, rules, nowMs());
  if (faults.length > 0) throw invalid(faults);
  return inChange(async (client) => {
    const other = clashOf(made, await loadBudgets(client, { archived: false }));
    if (other) throw clash(other);
    return insertBudget(client, made, author);
  });
}

async function insertBudget(client: pg.ClientBase, made: BudgetRecord, author: Author): Promise<Budget> {
  await insertBudgets(client, [made]);
  const after = budgetAnswer(made, nowMs());
  await author.note(client, { action: "budget.create", subject: `budget:${made.id}`, after });
  return after;
}

/** A budget with changes applied, and the limit that is new, if one is. */
export function applyChange(
  before: BudgetRecord,
  change: BudgetChange,
  author: string,
  atMs: number,
): { after: BudgetRecord; limit: BudgetRecord["limits"][number] | null } {
  const { name, mode, thresholds, owner, notes, on_unavailable: onUnavailable } = change;
  const given = Object.fromEntries(
    Object.entries({ name, mode, thresholds, owner, notes, onUnavailable }).filter(([, value]) => value !== undefined),
  );
  const amount = change.limit === undefined ? null : atto(change.limit);
  const fromMs = Math.max(change.limit_from ?? atMs, atMs);
  const isNew = amount !== null && (amount !== baseLimitAt(before, fromMs) || change.limit_from !== undefined);
  const limit = isNew ? { amount, fromMs, reason: change.limit_reason ?? null, createdAtMs: atMs, createdBy: author } : null;
  const after = { ...before, ...given, updatedAtMs: atMs, updatedBy: author };
  return { after: limit ? { ...after, limits: [...before.limits, limit].sort((a, b) => a.fromMs - b.fromMs) } : after, limit };
}

/** @throws not_found, validation_failed; conflict for one that is archived */
export async function changeBudget(
  id: string,
  change: BudgetChange,
  author: Author,
  reach: Reach = Reach.everywhere,
): Promise<Budget> {
  return inChange(async (client) => {
    const atMs = nowMs();
    const before = await loadBudget(client, id, reach);
    requireInUse(before);
    if (change.limit !== undefined && before.measure !== "cost" && !/^\d+$/.test(change.limit.trim()))
      throw invalid([{ pointer: "/limit", detail: "must be a whole number: tokens and requests are counted" }]);
    if (change.limit_from !== undefined && change.limit_from < atMs - CLOCK_GRACE_MS)
      throw invalid([
        { pointer: "/limit_from", detail: "lies in the past: what limit was in force then is history; leave it out for now" },
      ]);
    const { after, limit } = applyChange(before, change, author.name, atMs);
    await updateBudgets(client, [after]);
    if (limit) await insertLimits(client, [{ budgetId: id, ...limit }]);
    return noteChange(client, "budget.change", before, after, author, atMs);
  });
}

export function requireInUse(budget: BudgetRecord): void {
  if (budget.archivedAtMs !== null)
    throw new DomainError("conflict", `"${budget.name}" is archived; make another budget instead.`);
}

async function noteChange(
  client: pg.ClientBase,
  action: string,
  before: BudgetRecord,
  after: BudgetRecord,
  author: Author,
  atMs: number,
): Promise<Budget> {
  const shown = budgetAnswer(after, atMs);
  await author.note(client, { action, subject: `budget:${after.id}`, before: budgetAnswer(before, atMs), after: shown });
  return shown;
}

/** Takes a budget out of use; its facts and limits stay. Archiving it again changes nothing. @throws not_found */
export async function archiveBudget(id: string, author: Author, reach: Reach = Reach.everywhere): Promise<Budget> {
  return inChange(async (client) => {
    const atMs = nowMs();
    const before = await loadBudget(client, id, reach);
    if (before.archivedAtMs !== null) return budgetAnswer(before, atMs);
    const after = { ...before, archivedAtMs: atMs, archivedBy: author.name, updatedAtMs: atMs, updatedBy: author.name };
    await updateBudgets(client, [after]);
    return noteChange(client, "budget.archive", before, after, author, atMs);
  });
}
