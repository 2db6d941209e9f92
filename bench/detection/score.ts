import { MINUTE_MS } from "../../lib/platform/time";
import type { Company } from "./company";
import type { Injected } from "./incidents";
import type { Told } from "./watch";

export interface Outcome {
  id: string;
  title: string;
  fast: boolean;
  /** Null: never told. */
  minutes: number | null;
  rule: string | null;
  burnedUsd: number;
}

export interface Score {
  outcomes: Outcome[];
  /** Told outside every incident. */
  falseAlerts: Told[];
  /** Of those, what shares no ten minutes with another of the same tenant. */
  falsePages: number;
  /** Told of single tenants during what moved everybody. */
  echoes: number;
  quiet: Record<"big" | "nightly" | "cron", number>;
}

/** Told within an hour after the end still belongs: the sliding hour holds the incident. */
const AFTER_MS = 61 * MINUTE_MS;
const GROUP_MS = 10 * MINUTE_MS;

/** Burned dollars of each incident, minute by minute. */
export class Burned {
  private readonly series: Map<string, Float64Array>;

  constructor(private readonly incidents: readonly Injected[]) {
    this.series = new Map(incidents.map(({ id, fromMs, toMs }) => [id, new Float64Array((toMs - fromMs) / MINUTE_MS + 1)]));
  }

  add(incident: Injected, atMs: number, usd: number): void {
    const series = this.series.get(incident.id);
    const index = Math.round((atMs - incident.fromMs) / MINUTE_MS);
    if (series && index < series.length) series[index] = (series[index] ?? 0) + usd;
  }

  until(id: string, atMs: number): number {
    const incident = this.incidents.find((each) => each.id === id);
    const series = this.series.get(id);
    if (!incident || !series) return 0;
    const count = Math.round((atMs - incident.fromMs) / MINUTE_MS) + 1;
    return series.subarray(0, Math.max(0, count)).reduce((sum, each) => sum + each, 0);
  }
}

export function score(told: readonly Told[], incidents: readonly Injected[], company: Company, burned: Burned): Score {
  const outcomes = incidents.map((incident): Outcome => {
    const first = told.find((each) => speaksOf(each, incident));
    return {
      id: incident.id,
      title: incident.title,
      fast: incident.fast,
      minutes: first ? (first.atMs - incident.fromMs) / MINUTE_MS : null,
      rule: first?.rule ?? null,
      burnedUsd: burned.until(incident.id, first?.atMs ?? incident.toMs),
    };
  });
  const everybody = incidents.filter(({ tenant }) => tenant < 0);
  const outside = told.filter((each) => !incidents.some((incident) => speaksOf(each, incident)));
  const echoes = outside.filter((each) => everybody.some((incident) => within(each, incident)));
  // A single tenant's alert while everybody moves is one too many: it counts as false.
  const falseAlerts = outside;
  const last = new Map<number, number>();
  let falsePages = 0;
  for (const each of falseAlerts) {
    const before = last.get(each.tenant);
    if (before === undefined || each.atMs - before > GROUP_MS) falsePages++;
    last.set(each.tenant, each.atMs);
  }
  const of = (tenant: number) => falseAlerts.filter((each) => each.tenant === tenant).length;
  return {
    outcomes,
    falseAlerts,
    falsePages,
    echoes: echoes.length,
    quiet: { big: of(company.big), nightly: of(company.nightly), cron: of(company.cron) },
  };
}

const within = ({ atMs }: Told, { fromMs, toMs }: Injected) => atMs >= fromMs && atMs <= toMs + AFTER_MS;

/** What moves everybody must be told as such; of a tenant's own incident, any alert of that tenant speaks. */
function speaksOf(told: Told, incident: Injected): boolean {
  if (!within(told, incident)) return false;
  if (incident.id === "I7") return told.rule === "together-growth";
  if (incident.id === "I13") return told.rule === "together-errors";
  // A month holds other alerts of a tenant: only what judges answers or dollars speaks of longer answers.
  if (incident.id === "I8") return told.tenant === incident.tenant && /^(own-baseline|tenant-hour|literal)/.test(told.rule);
  return told.tenant === incident.tenant;
}
