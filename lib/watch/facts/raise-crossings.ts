import type pg from "pg";
import { type Raised, raiseAlerts } from "@/lib/alerts/service";
import type { Severity } from "@/lib/anomalies/service";
import type { Crossing } from "@/lib/budgets/service";
import { nameInWords } from "@/lib/directory/names/service";
import { formatAtto } from "@/lib/platform/decimal";
import { organisation } from "@/lib/platform/organisation";
import { coversRule, rules, SCOPE_DIMENSIONS, type ScopeDimension, type StoredRule } from "../rules/service";
import { aheadText, crossingSentence, measured, periodText, whoOf } from "./budget-words";

type Scope = Partial<Record<ScopeDimension, string>>;

const UNITS = { cost: "usd", tokens: "tokens", requests: "requests" } as const;
const WHOLE = 100;
const NEARLY = 80;

/** Alerts of thresholds that were just crossed, in the transaction that notes the crossings: both or neither. */
export async function raiseCrossings(client: pg.PoolClient, crossings: readonly Crossing[]): Promise<void> {
  const { timezone } = organisation();
  const told = worthTelling(crossings).flatMap((crossing) => {
    const rule = ruleFor(crossing);
    return rule ? [raisedOf(rule, crossing, timezone)] : [];
  });
  await raiseAlerts(client, told);
}

function ruleFor(crossing: Crossing): StoredRule | undefined {
  const names = scopeOf(crossing);
  return rules().find((rule) => rule.on && rule.condition.kind === "budget" && coversRule(rule)(names));
}

const isSpent = ({ threshold }: Crossing) => threshold.kind === "actual" && threshold.percent >= WHOLE;

/**
 * Of what one look found of a budget's subject and period, the gravest: who overspends at a stroke is told of it once, not of
 * half, four fifths and the pace as well. All crossings stay facts in the budget's history. Pure.
 */
export function worthTelling(crossings: readonly Crossing[]): Crossing[] {
  const gravest = new Map<string, Crossing>();
  for (const crossing of crossings) {
    if (isMoot(crossing)) continue;
    // A closed period's facts are not told together with those of the present.
    const name = JSON.stringify([crossing.budget.id, crossing.subject, crossing.sinceClose, crossing.periodStartMs]);
    const known = gravest.get(name);
    if (!known || gravity(crossing) > gravity(known)) gravest.set(name, crossing);
  }
  return [...gravest.values()];
}

/** Where a limit is going is no news once it is used up and that was told. */
function isMoot({ budget, threshold, spent, limit }: Crossing): boolean {
  return (
    threshold.kind !== "actual" &&
    spent >= limit &&
    budget.thresholds.some(({ kind, ...rest }) => {
      return (
        kind === "actual" && "percent" in rest && rest.percent >= WHOLE && spent * 100n >= limit * BigInt(Math.ceil(rest.percent))
      );
    })
  );
}

function gravity({ threshold }: Crossing): number {
  if (threshold.kind === "actual") return threshold.percent >= WHOLE ? 10_000 + threshold.percent : threshold.percent;
  if (threshold.kind === "burn_rate") return threshold.window === "fast" ? 2000 : 1000;
  return threshold.percent >= WHOLE ? 1500 : 40;
}

/** Used up is critical, as is a pace that pages (Google's SRE Workbook, chapter 5); what is coming is a warning; the rest is to know. */
function severityOf(crossing: Crossing): Severity {
  const { threshold } = crossing;
  if (threshold.kind === "burn_rate") return threshold.window === "fast" ? "critical" : "warning";
  if (isSpent(crossing)) return "critical";
  const warns = threshold.kind === "forecast" ? WHOLE : NEARLY;
  return threshold.percent >= warns ? "warning" : "info";
}

/** What the budget and its subject name, each by one value. */
function scopeOf({ budget, subject }: Crossing): Scope {
  const single = Object.entries(budget.scope).flatMap(([dimension, values]): [string, string][] => {
    const [only] = values;
    return values.length === 1 && only !== undefined ? [[dimension, only]] : [];
  });
  const own: [string, string][] = budget.each === null || subject === null ? [] : [[budget.each, subject]];
  return Object.fromEntries([...single, ...own].filter(([name]) => SCOPE_DIMENSIONS.some((known) => known === name)));
}

function tenantsOf({ budget, subject }: Crossing): string[] {
  if (budget.each === "tenant" && subject !== null) return [subject];
  return [...(budget.scope.tenant ?? [])];
}

function raisedOf(rule: StoredRule, crossing: Crossing, zone: string): Raised {
  const { budget, subject, threshold, spent, limit } = crossing;
  const at = new Date(crossing.eventMs);
  const say = (value: bigint) => measured(value, budget.measure);
  const inDollars = budget.measure === "cost";
  const own = subject === null ? "" : `|${budget.each}=${subject}`;
  const facts: [string, string | null][] = [
    ["Who", whoOf(crossing)],
    ["Budget", budget.name],
    [inDollars ? "Spent" : "Used", say(spent)],
    ["Limit", say(limit)],
    ["Forecast", aheadText(crossing, zone)],
    ["Period", periodText(crossing, zone)],
    ["Threshold", thresholdText(threshold)],
    ["When used up", budget.mode === "block" ? "calls are denied" : budget.mode === "throttle" ? "calls are throttled" : null],
    ["Owner", budget.owner],
  ];
  return {
    ruleId: rule.id,
    ruleTitle: rule.title,
    subject: {
      kind: "budget",
      key: `budget:${budget.id}${own}`,
      label: subject === null ? budget.name : `${budget.name} · ${nameInWords(budget.each ?? "", subject)}`,
    },
    scope: scopeOf(crossing),
    episode: new Date(crossing.episode ? crossing.eventMs : crossing.periodStartMs).toISOString(),
    threshold: thresholdName(threshold),
    severity: rule.edited.includes("severity") ? rule.severity : severityOf(crossing),
    at,
    began: at,
    actual: Number(formatAtto(spent)),
    expected: null,
    low: null,
    high: Number(formatAtto(limit)),
    unit: UNITS[budget.measure],
    impactUsd: inDollars && spent > limit ? formatAtto(spent - limit) : null,
    usdPerHour: null,
    summary: crossingSentence(crossing, zone),
    facts: facts.flatMap(([label, value]) => (value === null || value === "" ? [] : [{ label, value }])),
    contributors: [],
    tenants: tenantsOf(crossing),
    sinceClose: crossing.sinceClose,
    sample: null,
  };
}

function thresholdName(threshold: Crossing["threshold"]): string {
  return threshold.kind === "burn_rate"
    ? `burn_rate:${threshold.window}:${threshold.multiple}`
    : `${threshold.kind}:${threshold.percent}`;
}

function thresholdText(threshold: Crossing["threshold"]): string {
  if (threshold.kind === "burn_rate")
    return `${threshold.multiple} times the even pace (${threshold.window === "fast" ? "1 hour" : "6 hours"})`;
  return `${threshold.percent}% of the limit${threshold.kind === "forecast" ? ", by forecast" : ""}`;
}
