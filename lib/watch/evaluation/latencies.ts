import { pool } from "@/lib/platform/database";
import { MINUTE_MS } from "@/lib/platform/time";
import { breather } from "../breathe";
import type { LiveSubject } from "./live-subject";
import type { LiveUsage } from "./live-usage";
import type { PlannedRule } from "./plan";
import { latenciesOf } from "./queries/slow-rules";

/** A percentile of fewer calls is that of single ones. */
const LEAST_CALLS = 20;
const ENTRY = 4294967296;
const GROWTH = 1.1;
/** What a rise is compared with. */
const BEFORE_MINUTES = 60;

class Histogram {
  private readonly counts = new Map<number, number>();
  calls = 0;

  add(entries: readonly (string | number)[]): void {
    for (const entry of entries) {
      const bucket = Math.floor((Number(entry) + ENTRY / 2) / ENTRY);
      const count = Number(entry) - bucket * ENTRY;
      this.counts.set(bucket, (this.counts.get(bucket) ?? 0) + count);
      this.calls += count;
    }
  }

  /** Milliseconds, within 5%; null of too few calls. */
  percentile(percent: number): number | null {
    if (this.calls < LEAST_CALLS) return null;
    let seen = 0;
    for (const [bucket, count] of [...this.counts].sort(([left], [right]) => left - right)) {
      seen += count;
      if (seen >= (percent / 100) * this.calls) return bucket === 0 ? 0.5 : GROWTH ** (bucket - 0.5);
    }
    return null;
  }
}

export interface LatencySeen {
  now: number;
  /** Of a rule over a rise: the middle of the hour before. */
  before: number | null;
}

/** What rules over latencies see of each subject, read once a minute. */
export class Latencies {
  private readonly seen = new Map<string, LatencySeen>();

  of(rule: string, subject: string): LatencySeen | null {
    return this.seen.get(`${rule} ${subject}`) ?? null;
  }

  async read(usage: LiveUsage, rules: readonly { planned: PlannedRule; lens: string }[], nowMs: number): Promise<void> {
    this.seen.clear();
    const toMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
    for (const { planned, lens } of rules) {
      const { rule } = planned;
      const { condition } = rule;
      if (condition.kind !== "latency" && condition.kind !== "latency_rise") continue;
      const fromMs = toMs - condition.windowMinutes * MINUTE_MS;
      const kinds = new Set<string>(rule.subjects);
      const now = await this.collect(usage, lens, kinds, fromMs, toMs);
      const isRise = condition.kind === "latency_rise";
      const before = isRise ? await this.collect(usage, lens, kinds, fromMs - BEFORE_MINUTES * MINUTE_MS, fromMs) : null;
      for (const [subject, histogram] of now) {
        const percentile = histogram.percentile(condition.kind === "latency" ? condition.percentile : 50);
        if (percentile === null) continue;
        this.seen.set(`${rule.id} ${subject.name}`, { now: percentile, before: before?.get(subject)?.percentile(50) ?? null });
      }
    }
  }

  private async collect(
    usage: LiveUsage,
    lens: string,
    kinds: ReadonlySet<string>,
    fromMs: number,
    toMs: number,
  ): Promise<Map<LiveSubject, Histogram>> {
    const found = new Map<LiveSubject, Histogram>();
    const breathe = breather();
    for (const { series_id, entries } of await latenciesOf(pool(), new Date(fromMs), new Date(toMs))) {
      for (const subject of usage.series.get(Number(series_id))?.subjects ?? []) {
        if (subject.lens !== lens || !kinds.has(subject.kind)) continue;
        const histogram = found.get(subject) ?? new Histogram();
        histogram.add(entries);
        found.set(subject, histogram);
      }
      await breathe();
    }
    return found;
  }
}
