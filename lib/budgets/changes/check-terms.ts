import type { FieldError } from "@/lib/platform/errors";
import { DAY_MS } from "@/lib/platform/time";
import type { BudgetRecord, BudgetTerms } from "../model/budget";
import { type Calendar, spanAt } from "../model/periods";
import { identityOf, isFromEvents, labelsOf, MOST_DAYS_FROM_EVENTS } from "../model/scope";
import { step } from "./faults";

export interface Rules extends Calendar {
  declaredTags: readonly string[];
}

const TAG = "tag:";

/** What is wrong with a budget's terms in this organisation. */
export function faultsOfTerms(terms: BudgetTerms, rules: Rules, nowMs: number): FieldError[] {
  const faults: FieldError[] = [];
  const names = [...Object.keys(terms.scope), ...(terms.each === null ? [] : [terms.each])];
  const declared = rules.declaredTags.map((tag) => TAG + tag);
  for (const name of names.filter((each) => each.startsWith(TAG) && !declared.includes(each))) {
    const which = declared.length > 0 ? `declared are ${declared.join(", ")}` : "none is declared yet";
    faults.push({
      pointer: `/scope/${step(name)}`,
      detail: `is no declared tag (${which}): declare "${name.slice(TAG.length)}" in the organisation's settings first`,
    });
  }
  if (isFromEvents(names)) {
    const { startMs, endMs } = spanAt(terms.period, nowMs, rules);
    const short = endMs - startMs <= MOST_DAYS_FROM_EVENTS * DAY_MS + DAY_MS / 12;
    if (!("tenant" in terms.scope) || !short) {
      faults.push({
        pointer: "/scope",
        detail: `${labelsOf(names).join(" with ")} are not counted together: name tenants and take a period of at most ${MOST_DAYS_FROM_EVENTS} days, or keep one of them`,
      });
    }
  }
  return faults;
}

/** The budget in use that measures the same scope in the same or an overlapping period, if there is one. */
export function clashOf(terms: BudgetTerms, others: Iterable<BudgetRecord>): BudgetRecord | undefined {
  const identity = identityOf(terms);
  const { period } = terms;
  for (const other of others) {
    if (other.archivedAtMs !== null) continue;
    if (other.identity === identity) return other;
    if (period.kind !== "fixed" || other.period.kind !== "fixed") continue;
    const apart = period.to <= other.period.from || other.period.to <= period.from;
    if (!apart && identityOf({ ...other, period }) === identity) return other;
  }
  return undefined;
}

export function clashDetail(other: BudgetRecord): string {
  return `"${other.name}" (${other.id}) measures this scope in ${other.period.kind === "fixed" ? "an overlapping range" : "this period"} already: change that one, or archive it`;
}
