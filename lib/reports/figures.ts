import { listAlerts } from "@/lib/alerts/service";
import { listBudgets } from "@/lib/budgets/service";
import { nameInWords } from "@/lib/directory/names/service";
import { type Atto, atto } from "@/lib/platform/decimal";
import { dollarText } from "@/lib/platform/dollar-text";
import { Reach } from "@/lib/platform/reach";
import { type Period, rfc3339 } from "@/lib/platform/time";
import { querySpend } from "@/lib/spend/service";

const MOST_GROUPS = "1000";
const TOP = 5;
const MOVERS = 3;
const MOST_BUDGETS = 5;

export interface Moved {
  name: string;
  /** As people call it. */
  label: string;
  now: Atto;
  before: Atto;
}

export interface Figures {
  total: Atto;
  before: Atto;
  unpricedRequests: number;
  tenants: Moved[];
  features: Moved[];
  /** Tenants whose spend changed the most, whichever way. */
  movers: Moved[];
  budgets: string[];
  openAlerts: { count: number; dearest: string[] };
}

async function spent(by: "tenant" | "feature", { startMs, endMs }: Period, zone: string) {
  const report = await querySpend(
    {
      from: rfc3339(startMs),
      to: rfc3339(endMs),
      timezone: zone,
      group_by: by,
      granularity: "none",
      limit: MOST_GROUPS,
    },
    Reach.everywhere,
  );
  const named = new Map<string, Atto>();
  for (const row of report.rows) {
    if (!row.other) named.set(String(row[by] ?? ""), atto(row.effective_cost_usd ?? 0));
  }
  return { named, total: atto(report.total.effective_cost_usd ?? 0), unpriced: Number(report.total.unpriced_requests) };
}

type Spent = Awaited<ReturnType<typeof spent>>;

function moved(by: "tenant" | "feature", now: Spent, before: Spent): Moved[] {
  const names = new Set([...now.named.keys(), ...before.named.keys()]);
  return [...names].map((name) => ({
    name,
    label: nameInWords(by, name) || "(none)",
    now: now.named.get(name) ?? 0n,
    before: before.named.get(name) ?? 0n,
  }));
}

const descending = (left: bigint, right: bigint) => (left > right ? -1 : left < right ? 1 : 0);
const size = ({ now, before }: Moved) => (now > before ? now - before : before - now);

async function budgetLines(): Promise<string[]> {
  const { budgets } = await listBudgets({ limit: MOST_BUDGETS, sort: "risk", state: "active" }, Reach.everywhere);
  return budgets.flatMap(({ budget, standing }) =>
    standing
      ? [
          `${budget.name}${standing.subject ? ` (${nameInWords(budget.each ?? "", standing.subject)})` : ""}: ${Math.round(standing.used_ratio * 100)}% of ${
            budget.measure === "cost" ? dollarText(standing.limit) : `${standing.limit} ${budget.measure}`
          }`,
        ]
      : [],
  );
}

/** What a report tells, read from the rollups. */
export async function readFigures(period: Period, previous: Period, zone: string): Promise<Figures> {
  const tenants = await spent("tenant", period, zone);
  const tenantsBefore = await spent("tenant", previous, zone);
  const features = moved("feature", await spent("feature", period, zone), await spent("feature", previous, zone));
  const byTenant = moved("tenant", tenants, tenantsBefore);
  const { alerts, open } = await listAlerts({ state: ["open"], sort: "impact", limit: MOVERS }, Reach.everywhere);
  return {
    total: tenants.total,
    before: tenantsBefore.total,
    unpricedRequests: tenants.unpriced,
    tenants: byTenant.toSorted((left, right) => descending(left.now, right.now)).slice(0, TOP),
    features: features.toSorted((left, right) => descending(left.now, right.now)).slice(0, TOP),
    movers: byTenant
      .toSorted((left, right) => descending(size(left), size(right)))
      .slice(0, MOVERS)
      .filter((each) => size(each) > 0n),
    budgets: await budgetLines(),
    openAlerts: {
      count: open.info + open.warning + open.critical,
      dearest: alerts.map(({ rule, subject }) => `${rule.title}: ${subject.label}`),
    },
  };
}
