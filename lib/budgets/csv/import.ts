import type pg from "pg";
import type { Author } from "@/lib/platform/author";
import { nowMs } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/database";
import { atto, formatAtto } from "@/lib/platform/decimal";
import { DomainError } from "@/lib/platform/errors";
import { budgetAnswer } from "../changes/budget-answer";
import { applyChange } from "../changes/change-budgets";
import { clashDetail, clashOf, faultsOfTerms } from "../changes/check-terms";
import { inChange } from "../changes/in-change";
import { makeRecord } from "../changes/make-record";
import { currentRules } from "../changes/rules";
import type { BudgetChange } from "../contract";
import type { BudgetRecord } from "../model/budget";
import { baseLimitAt } from "../model/limits";
import { insertBudgets, insertLimits } from "../queries/insert-budget";
import { loadBudgets } from "../queries/load-budgets";
import { updateBudgets } from "../queries/update-budgets";
import type { ImportAnswer, ImportBody } from "./contract";
import { type CsvLine, readLines } from "./read-lines";

interface Plan {
  lines: ImportAnswer["lines"];
  errors: ImportAnswer["errors"];
  created: BudgetRecord[];
  changed: { before: BudgetRecord; after: BudgetRecord; limit: BudgetRecord["limits"][number] | null }[];
}

const KEPT = ["name", "mode", "on_unavailable", "thresholds", "owner", "notes"] as const;

/** Of a line about a known budget: what differs from it, among the columns the line fills. */
function changeOf(before: BudgetRecord, { given, body }: CsvLine, atMs: number): { change: BudgetChange; columns: string[] } {
  const present = { ...before, on_unavailable: before.onUnavailable };
  const columns: string[] = KEPT.filter(
    (name) => given.includes(name) && JSON.stringify(present[name]) !== JSON.stringify(body[name]),
  );
  const change: BudgetChange = Object.fromEntries(columns.map((name) => [name, body[name as keyof typeof body]]));
  if (atto(body.limit) !== baseLimitAt(before, atMs)) {
    change.limit = formatAtto(atto(body.limit));
    columns.push("limit");
  }
  return { change, columns };
}

/** What an import would do, against the budgets there are. */
function planImport(csv: string, present: readonly BudgetRecord[], author: string): Plan {
  const { lines, faults } = readLines(csv);
  const rules = currentRules();
  const atMs = nowMs();
  const plan: Plan = { lines: [], errors: [...faults], created: [], changed: [] };
  const byIdentity = new Map(present.map((budget) => [budget.identity, budget]));
  const seen = new Map<string, number>();
  for (const each of lines) {
    const { line, body } = each;
    const made = makeRecord(body, author, atMs);
    const earlier = seen.get(made.identity);
    if (earlier !== undefined) {
      plan.errors.push({ line, column: "scope", detail: `measures the same scope and period as line ${earlier}` });
      continue;
    }
    seen.set(made.identity, line);
    const known = byIdentity.get(made.identity);
    if (known) {
      const { change, columns } = changeOf(known, each, atMs);
      plan.lines.push({ line, name: body.name, action: columns.length > 0 ? "change" : "none", changes: columns });
      if (columns.length > 0) plan.changed.push({ before: known, ...applyChange(known, change, author, atMs) });
      continue;
    }
    const wrong = faultsOfTerms(made, rules, atMs);
    for (const { pointer, detail } of wrong) plan.errors.push({ line, column: pointer.split("/")[1] ?? null, detail });
    const fixed = made.period.kind === "fixed" ? clashOf(made, [...present, ...plan.created]) : undefined;
    if (fixed) plan.errors.push({ line, column: "period", detail: clashDetail(fixed) });
    plan.created.push(made);
    plan.lines.push({ line, name: body.name, action: "create", changes: [] });
  }
  plan.errors.sort((a, b) => a.line - b.line);
  return plan;
}

function answerOf(plan: Plan, dryRun: boolean, after: readonly BudgetRecord[]): ImportAnswer {
  return {
    dry_run: dryRun,
    created: plan.created.length,
    changed: plan.changed.length,
    unchanged: plan.lines.filter(({ action }) => action === "none").length,
    lines: plan.lines,
    errors: plan.errors,
    budgets: after.map((budget) => budgetAnswer(budget, nowMs())),
  };
}

async function write(client: pg.ClientBase, plan: Plan, author: Author): Promise<void> {
  const atMs = nowMs();
  if (plan.created.length > 0) await insertBudgets(client, plan.created);
  await updateBudgets(
    client,
    plan.changed.map(({ after }) => after),
  );
  const limits = plan.changed.flatMap(({ after, limit }) => (limit ? [{ budgetId: after.id, ...limit }] : []));
  await insertLimits(client, limits);
  for (const budget of plan.created) {
    const note = { action: "budget.create", subject: `budget:${budget.id}`, after: budgetAnswer(budget, atMs) };
    await author.note(client, note);
  }
  for (const { before, after } of plan.changed) {
    const states = { before: budgetAnswer(before, atMs), after: budgetAnswer(after, atMs) };
    await author.note(client, { action: "budget.change", subject: `budget:${after.id}`, ...states });
  }
}

/**
 * Makes and changes budgets from CSV: all of them, or with any fault none.
 * @throws validation_failed with every fault's line, unless it is a dry run
 */
export async function importBudgets({ csv, dry_run: dryRun }: ImportBody, author: Author): Promise<ImportAnswer> {
  if (dryRun) {
    const present = await inTransaction((client) => loadBudgets(client, { archived: false }));
    return answerOf(planImport(csv, present, author.name), true, []);
  }
  return inChange(async (client) => {
    const plan = planImport(csv, await loadBudgets(client, { archived: false }), author.name);
    if (plan.errors.length > 0) throw refused(plan.errors);
    await write(client, plan, author);
    return answerOf(plan, false, [...plan.created, ...plan.changed.map(({ after }) => after)]);
  });
}

function refused(errors: ImportAnswer["errors"]): DomainError {
  const [first] = errors;
  return new DomainError(
    "validation_failed",
    `Nothing was imported. Line ${first?.line}: ${first?.column ?? ""} ${first?.detail}.`,
    {
      errors: errors.map(({ line, column, detail }) => ({
        pointer: `/csv/${line}${column === null ? "" : `/${column}`}`,
        detail: `line ${line}: ${detail}`,
      })),
      details: { lines: errors },
    },
  );
}
