import type { Raised } from "@/lib/alerts/service";
import type { Condition, Fact } from "@/lib/anomalies/service";
import { nameInWords } from "@/lib/directory/names/service";
import { DAY_MS } from "@/lib/platform/time";
import { coversRule, type StoredRule } from "../rules/service";
import { type Subject, subjectOf } from "../subject";
import { factOf } from "./event-facts";
import { type JudgedEvent, type JudgingContext, namedBy } from "./judged-event";
import { amount, dollars } from "./say";

/** What came so late is noted as a fact and wakes nobody. */
const PAGES_WITHIN_MS = DAY_MS;

/** Facts that last are told once a subject; those that come and go, once a day of theirs. */
const LASTING: ReadonlySet<Fact> = new Set([
  "unpriced_model",
  "deprecated_model",
  "unpinned_alias",
  "output_limit_missing",
  "model_outside_policy",
]);

interface Found {
  actual: number | null;
  limit: number | null;
  unit: Raised["unit"];
  summary: string;
  facts: Raised["facts"];
  lasting: boolean;
  threshold?: string;
}

/** Whether a rule can be judged by one event alone: those rules `judgeEvent` answers. */
export function isEventRule({ condition, subjects }: Pick<StoredRule, "condition" | "subjects">): boolean {
  if (condition.kind === "fact") return EVENT_FACTS.has(condition.fact);
  if (condition.kind !== "amount" || condition.windowMinutes !== null) return false;
  return condition.amount === "attempt" || subjects.includes("request");
}

/** Whether what a rule tells of lasts, and is told once a subject. */
export const isLasting = ({ condition }: Pick<StoredRule, "condition">): boolean =>
  condition.kind === "fact" && LASTING.has(condition.fact);

const EVENT_FACTS: ReadonlySet<Fact> = new Set([...LASTING, "insufficient_quota"]);

/**
 * Judges one recorded event by one rule: what it cost, used or took; its attempt; first events of a kind. The same
 * event gives the same fact whenever and wherever it is judged. Pure.
 * @returns null when the rule is of another kind, does not cover the event, or has nothing to say
 */
export function judgeEvent(rule: StoredRule, event: JudgedEvent, context: JudgingContext): Raised | null {
  if (!isEventRule(rule) || event.tenant.startsWith("__") || !coversRule(rule)(namedBy(event))) return null;
  const found = lookAt(rule.condition, event, context);
  const subject = found && subjectFor(rule, event);
  if (!found || !subject) return null;
  const at = new Date(event.timeMs);
  const sinceClose = event.timeMs < context.nowMs - PAGES_WITHIN_MS;
  // What was told of the past must not keep the present quiet.
  const first = sinceClose ? "first, noted late" : "first";
  return {
    ruleId: rule.id,
    ruleTitle: rule.title,
    subject: { kind: subject.kind, key: subject.key, label: subject.label },
    scope: subject.scope,
    episode: found.lasting ? first : subject.kind === "request" ? at.toISOString() : at.toISOString().slice(0, 10),
    threshold: found.threshold ?? "",
    severity: rule.severity,
    at,
    began: at,
    actual: found.actual,
    expected: null,
    low: null,
    high: found.limit,
    unit: found.unit,
    impactUsd: event.effectiveCost,
    usdPerHour: null,
    summary: found.summary,
    facts: [...found.facts, ...about(event)],
    contributors: [],
    tenants: [...new Set([subject.scope.tenant ?? event.tenant, event.tenant])],
    sinceClose,
    sample: {
      ...(event.correlationId === null ? {} : { correlationId: event.correlationId }),
      ...(event.requestId === null ? {} : { requestIds: [event.requestId] }),
    },
  };
}

/** The first of the rule's subjects that the event names: one fact is one alert. A request is named by its identity. */
function subjectFor(rule: StoredRule, event: JudgedEvent): Subject | null {
  const named = namedBy(event);
  if (rule.subjects.includes("request")) {
    const scope = Object.fromEntries(Object.entries(named).filter(([, name]) => name)) as Subject["scope"];
    return {
      kind: "request",
      key: `request=${event.tenant}/${event.source}/${event.id}`,
      label: `${nameInWords("tenant", event.tenant)} · ${nameInWords("feature", event.feature)}`,
      scope,
    };
  }
  for (const kind of rule.subjects) {
    const subject = subjectOf(kind, named);
    if (subject) return subject;
  }
  return null;
}

function lookAt(condition: Condition, event: JudgedEvent, context: JudgingContext): Found | null {
  if (condition.kind === "fact") {
    if (condition.environments !== null && !condition.environments.includes(namedBy(event).environment ?? "")) return null;
    const told = factOf(condition.fact, event, context);
    return told && { actual: null, limit: null, unit: "", ...told, lasting: LASTING.has(condition.fact) };
  }
  return condition.kind === "amount" ? tooMuch(condition, event) : null;
}

function tooMuch({ amount: name, above }: Extract<Condition, { kind: "amount" }>, event: JudgedEvent): Found | null {
  const measure = MEASURES[name];
  const actual = measure.of(event);
  if (actual === null || actual <= above) return null;
  const summary = `${measure.subject(event)} ${measure.verb} ${measure.say(actual)}; the limit is ${measure.say(above)}.`;
  return { actual, limit: above, unit: measure.unit, summary, facts: [], lasting: false };
}

interface Measured {
  unit: Raised["unit"];
  verb: string;
  of(event: JudgedEvent): number | null;
  say(value: number): string;
  subject(event: JudgedEvent): string;
}

const oneRequest = (event: JudgedEvent) =>
  `One request of ${nameInWords("tenant", event.tenant)} (${nameInWords("feature", event.feature)}, ${event.model})`;

const MEASURES: Readonly<Record<Extract<Condition, { kind: "amount" }>["amount"], Measured>> = {
  spend_usd: {
    ...{ unit: "usd", verb: "cost", say: dollars, subject: oneRequest },
    of: ({ effectiveCost }) => (effectiveCost === null ? null : Number(effectiveCost)),
  },
  tokens: {
    ...{ unit: "tokens", verb: "used", say: (value) => `${amount(value)} tokens`, subject: oneRequest },
    of: ({ inputTokens, outputTokens }) => inputTokens + outputTokens,
  },
  output_tokens: {
    ...{ unit: "tokens", verb: "wrote", say: (value) => `${amount(value)} output tokens`, subject: oneRequest },
    of: ({ outputTokens }) => outputTokens,
  },
  latency_ms: {
    ...{ unit: "ms", verb: "took", say: (value) => `${amount(value / 1000)} s`, subject: oneRequest },
    of: ({ latencyMs }) => latencyMs,
  },
  attempt: {
    ...{ unit: "count", verb: "is at attempt", say: amount },
    of: ({ attempt }) => attempt,
    subject: (event) =>
      `A call of ${nameInWords("tenant", event.tenant)} (${nameInWords("feature", event.feature)}, ${event.model})`,
  },
};

function about(event: JudgedEvent): Raised["facts"] {
  const lines: [string, string | null][] = [
    ["Tenant", nameInWords("tenant", event.tenant)],
    ["Feature", nameInWords("feature", event.feature)],
    ["Environment", nameInWords("environment", event.environment)],
    [
      "Model",
      event.requestModel && event.requestModel !== event.model ? `${event.model} (asked: ${event.requestModel})` : event.model,
    ],
    ["Status", event.status === null ? event.errorCode : [event.status, event.errorCode].filter(Boolean).join(" ")],
    ["Cost", event.effectiveCost === null ? "not priced" : dollars(Number(event.effectiveCost))],
    ["Correlation", event.correlationId],
  ];
  return lines.flatMap(([label, value]) => (value === null ? [] : [{ label, value }]));
}
