import type { SubjectKind } from "@/lib/anomalies/service";
import { isEventRule } from "../facts/service";
import { type Covers, coversOf, type StoredRule } from "../rules/service";
import { type Exceeding, exceedingOf } from "./exceeding";

/** Conditions over a subject's counted minutes. */
const OF_MINUTES: ReadonlySet<string> = new Set([
  ...["tenant_hour", "own_baseline", "share", "against_expected", "collapse", "amount", "burst", "headroom"],
  ...["latency", "latency_rise"],
]);
/** What compares a subject with its own past asks the rule's scope of the subject; what counts calls, of each call. */
const COMPARES: ReadonlySet<string> = new Set(["tenant_hour", "own_baseline", "against_expected", "collapse", "silence"]);
/** Whose minutes are counted per series; of users, only quarters are. */
const COUNTED: ReadonlySet<SubjectKind> = new Set([
  ...(["installation", "provider", "tenant", "feature", "key", "model"] as const),
  ...(["tenant_feature", "tenant_key", "tenant_model"] as const),
]);

export interface PlannedRule {
  rule: StoredRule;
  /** Of the subject: a rule that compares is narrowed by it. */
  covers: Covers;
}

/** A part of the usage that rules are narrowed to, with those rules by the kind of subject. */
export interface Lens {
  /** "" for all usage. */
  key: string;
  covers: Covers;
  rules: Map<SubjectKind, PlannedRule[]>;
}

/** What the rules that are on ask for. */
export interface Plan {
  lenses: Lens[];
  /** Rules that single events are judged by. */
  events: StoredRule[];
  /** Calls that those ask for, beside what is worth a look anyhow. */
  exceeding: Exceeding[];
  byId: ReadonlyMap<string, StoredRule>;
  /** The lens of each rule over minutes. */
  lensOf: ReadonlyMap<string, string>;
}

const EVERYTHING: Covers = () => true;

export function planOf(all: readonly StoredRule[]): Plan {
  const on = all.filter((rule) => rule.on);
  const lenses = new Map<string, Lens>();
  const lensOf = (rule: StoredRule): Lens => {
    const isNarrowed = Object.keys(rule.scope).length > 0 && !COMPARES.has(rule.condition.kind);
    const key = isNarrowed ? JSON.stringify(rule.scope) : "";
    let lens = lenses.get(key);
    if (!lens) {
      lens = { key, covers: isNarrowed ? coversOf(rule.scope) : EVERYTHING, rules: new Map() };
      lenses.set(key, lens);
    }
    return lens;
  };
  // Tenants tell what moves everybody, also where no rule names them.
  lenses.set("", { key: "", covers: EVERYTHING, rules: new Map([["tenant", []]]) });
  const lensOfRule = new Map<string, string>();
  for (const rule of on) {
    if (!OF_MINUTES.has(rule.condition.kind) || isEventRule(rule)) continue;
    if (rule.condition.kind === "amount" && rule.condition.windowMinutes === null) continue;
    const lens = lensOf(rule);
    lensOfRule.set(rule.id, lens.key);
    const covers = COMPARES.has(rule.condition.kind) ? coversOf(rule.scope) : EVERYTHING;
    for (const kind of rule.subjects) {
      if (!COUNTED.has(kind)) continue;
      const planned = lens.rules.get(kind) ?? [];
      planned.push({ rule, covers });
      lens.rules.set(kind, planned);
    }
  }
  const events = on.filter(isEventRule);
  return {
    lenses: [...lenses.values()],
    events,
    exceeding: exceedingOf(events),
    byId: new Map(on.map((rule) => [rule.id, rule])),
    lensOf: lensOfRule,
  };
}

/** The rules over latencies, each once, with the lens it looks through. */
export function latencyRules(plan: Plan): { planned: PlannedRule; lens: string }[] {
  const found = new Map<string, { planned: PlannedRule; lens: string }>();
  for (const lens of plan.lenses)
    for (const list of lens.rules.values())
      for (const planned of list) {
        const { kind } = planned.rule.condition;
        if (kind === "latency" || kind === "latency_rise") found.set(planned.rule.id, { planned, lens: lens.key });
      }
  return [...found.values()];
}
