import type { Message } from "@/lib/deliveries/service";
import { type Atto, formatAtto } from "@/lib/platform/decimal";
import { dollarText } from "@/lib/platform/dollar-text";
import { addDays, localDate, type Period } from "@/lib/platform/time";
import type { Figures, Moved } from "./figures";

/** A change in words: "+12.5%", "new", "unchanged". */
export function changeText(now: Atto, before: Atto): string {
  if (now === before) return "unchanged";
  if (before === 0n) return "new";
  if (now === 0n) return "gone";
  const percent = Number(((now - before) * 10_000n) / before) / 100;
  const digits = Math.abs(percent) >= 10 ? 0 : 1;
  return `${percent > 0 ? "+" : ""}${percent.toFixed(digits)}%`;
}

const moverText = ({ label, now, before }: Moved) =>
  `${label} ${dollarText(before)} → ${dollarText(now)} (${changeText(now, before)})`;
const groupText = ({ label, now, before }: Moved) => `${label} ${dollarText(now)} (${changeText(now, before)})`;

export interface Told {
  runId: string;
  name: string;
  period: "week" | "month";
  range: Period;
  zone: string;
  csvPath: string;
  at: Date;
}

const WORDS = { week: ["Weekly", "the week before"], month: ["Monthly", "the month before"] } as const;

export function summaryOf({ range, zone, period }: Told, figures: Figures): string {
  const [, before] = WORDS[period];
  const from = localDate(range.startMs, zone);
  const to = addDays(localDate(range.endMs, zone), -1);
  return `${dollarText(figures.total)} from ${from} to ${to}: ${changeText(figures.total, figures.before)} against ${before} (${dollarText(figures.before)}).`;
}

/** The report as a message, led by the total and its change. */
export function composeReport(told: Told, figures: Figures): Message {
  const { runId, name, period, range, zone, csvPath, at } = told;
  const [adjective, before] = WORDS[period];
  const from = localDate(range.startMs, zone);
  const to = addDays(localDate(range.endMs, zone), -1);
  const { openAlerts } = figures;
  const facts: [string, string][] = [
    ["Total", dollarText(figures.total)],
    [before.replace(/^t/, "T"), `${dollarText(figures.before)} (${changeText(figures.total, figures.before)})`],
    ["By feature", figures.features.map(groupText).join("; ")],
    ["Moved the most", figures.movers.map(moverText).join("; ")],
    ["Budgets", figures.budgets.join("; ")],
    ["Open alerts", openAlerts.count === 0 ? "none" : `${openAlerts.count}: ${openAlerts.dearest.join("; ")}`],
    ["Without a price", figures.unpricedRequests > 0 ? `${figures.unpricedRequests} requests: the total lacks them` : ""],
  ];
  const money = ({ name: of, now, before: was }: Moved) => ({ name: of, usd: formatAtto(now), before_usd: formatAtto(was) });
  return {
    kind: "report",
    event: "none",
    dedupKey: `report:${runId}`,
    severity: "info",
    title: `${name}: ${dollarText(figures.total)}, ${changeText(figures.total, figures.before)}`,
    summary: `${adjective} spend. ${summaryOf(told, figures)}`,
    facts: facts.filter(([, value]) => value !== "").map(([label, value]) => ({ label, value })),
    contributors: figures.tenants.map((each) => ({
      name: each.label,
      value: `${dollarText(each.now)} (${changeText(each.now, each.before)})`,
    })),
    links: [
      { label: "CSV", path: csvPath },
      { label: "Explore", path: `/explore?range=custom&from=${from}&to=${to}` },
      { label: "Alerts", path: "/alerts" },
    ],
    occurredAt: at,
    data: {
      report: { id: runId, name, period, from: new Date(range.startMs).toISOString(), to: new Date(range.endMs).toISOString() },
      total_usd: formatAtto(figures.total),
      before_usd: formatAtto(figures.before),
      tenants: figures.tenants.map(money),
      features: figures.features.map(money),
      movers: figures.movers.map(money),
      budgets: figures.budgets,
      open_alerts: openAlerts.count,
      unpriced_requests: figures.unpricedRequests,
    },
  };
}
