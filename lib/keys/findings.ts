import { DAY_MS, localDate } from "@/lib/platform/time";
import type { FindingKind, Severity } from "./contract";

/** A value of a key as judging needs it; times in milliseconds since the epoch. */
export interface ValueFacts {
  last4: string;
  state: "current" | "previous" | "retired" | "compromised";
  registeredMs: number;
  retiredMs: number | null;
  compromisedMs: number | null;
  firstSeenMs: number | null;
  lastSeenMs: number | null;
  sleptFromMs: number | null;
  wokeMs: number | null;
}

/** Where a key was used, one dimension at a time, and when last. */
export interface SeenIn {
  value: string;
  lastSeenMs: number;
}

export interface KeyFacts {
  status: "active" | "rotating" | "retired" | "compromised";
  environment: string;
  zone: string;
  rotateBy: string;
  expiresMs: number | null;
  createdMs: number;
  owner: { email: string; gone: boolean } | null;
  compromiseReason: string | null;
  values: readonly ValueFacts[];
  environments: readonly SeenIn[];
  /** Uses that the key's limits do not allow. */
  outside: Readonly<Record<"environment" | "tenant" | "feature", readonly SeenIn[]>>;
}

export interface Judgement {
  kind: FindingKind;
  severity: Severity;
  evidence: Record<string, string | number | string[] | null>;
}

/** What is seen in events counts against a key for so long, then it clears by itself. */
export const ATTENTION_DAYS = 7;
export const UNUSED_DAYS = 30;
export const EXPIRING_DAYS = 30;
const SOON_DAYS = 7;
const MOST_NAMED = 20;

const instant = (ms: number) => new Date(ms).toISOString();
const isProduction = (environment: string) => /^prod/i.test(environment);
const recent = (ms: number | null, nowMs: number): ms is number => ms !== null && ms > nowMs - ATTENTION_DAYS * DAY_MS;

function latest(times: readonly (number | null)[]): number | null {
  const known = times.filter((ms) => ms !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** What is wrong with a key that is in the inventory. Pure; an empty list is a key in order. */
export function judgeKey(key: KeyFacts, nowMs: number): Judgement[] {
  const found = [...judgeMisuse(key, nowMs), ...judgeCompromise(key, nowMs)];
  if (key.status === "retired") return found;
  return [...found, ...judgeOwner(key), ...judgeDates(key, nowMs), ...judgeUse(key, nowMs)];
}

function judgeCompromise(key: KeyFacts, nowMs: number): Judgement[] {
  const marked = key.values.filter((value) => value.state === "compromised");
  const inUse = marked.filter((value) => recent(value.lastSeenMs, nowMs) && value.lastSeenMs > (value.compromisedMs ?? 0));
  if (key.status !== "compromised" && (marked.length === 0 || inUse.length === 0)) return [];
  return [
    {
      kind: "compromised",
      severity: "critical",
      evidence: {
        reason: key.compromiseReason,
        values: marked.map((value) => value.last4),
        last_seen: seenAt(marked.map((value) => value.lastSeenMs)),
        used_since_marked: inUse.length > 0 ? "yes" : "no",
        used_in: key.environments.filter(({ lastSeenMs }) => recent(lastSeenMs, nowMs)).map(({ value }) => value),
      },
    },
  ];
}

const seenAt = (times: readonly (number | null)[]) => {
  const ms = latest(times);
  return ms === null ? null : instant(ms);
};

function judgeMisuse(key: KeyFacts, nowMs: number): Judgement[] {
  const found: Judgement[] = [];
  for (const value of key.values) {
    const { retiredMs, lastSeenMs } = value;
    if (value.state !== "retired" || retiredMs === null || !recent(lastSeenMs, nowMs)) continue;
    if (lastSeenMs <= retiredMs) continue;
    found.push({
      kind: "used_after_retirement",
      severity: "high",
      evidence: { last4: value.last4, retired_at: instant(retiredMs), last_seen: instant(lastSeenMs) },
    });
    break;
  }
  for (const dimension of ["environment", "tenant", "feature"] as const) {
    const outside = key.outside[dimension].filter(({ lastSeenMs }) => recent(lastSeenMs, nowMs));
    if (outside.length === 0) continue;
    found.push({
      kind: `outside_${dimension}`,
      severity: "high",
      evidence: {
        [`${dimension}s`]: outside.slice(0, MOST_NAMED).map(({ value }) => value),
        count: outside.length,
        last_seen: seenAt(outside.map(({ lastSeenMs }) => lastSeenMs)),
      },
    });
  }
  const woken = key.values.find((value) => recent(value.wokeMs, nowMs));
  if (woken?.wokeMs && woken.sleptFromMs)
    found.push({
      kind: "dormant_active",
      severity: "high",
      evidence: {
        last4: woken.last4,
        silent_from: instant(woken.sleptFromMs),
        active_again: instant(woken.wokeMs),
        silent_days: Math.floor((woken.wokeMs - woken.sleptFromMs) / DAY_MS),
      },
    });
  return found;
}

function judgeOwner(key: KeyFacts): Judgement[] {
  if (key.owner === null) return [{ kind: "no_owner", severity: "medium", evidence: {} }];
  return key.owner.gone ? [{ kind: "owner_gone", severity: "medium", evidence: { owner: key.owner.email } }] : [];
}

function judgeDates(key: KeyFacts, nowMs: number): Judgement[] {
  const found: Judgement[] = [];
  const today = localDate(nowMs, key.zone);
  if (key.rotateBy < today) {
    const days = Math.round((Date.parse(today) - Date.parse(key.rotateBy)) / DAY_MS);
    const evidence = { rotate_by: key.rotateBy, days_overdue: days };
    found.push({ kind: "rotation_overdue", severity: days > UNUSED_DAYS ? "high" : "medium", evidence });
  }
  if (key.expiresMs !== null && key.expiresMs < nowMs + EXPIRING_DAYS * DAY_MS) {
    const days = Math.floor((key.expiresMs - nowMs) / DAY_MS);
    const evidence = { expires_at: instant(key.expiresMs), days_left: days };
    found.push({ kind: "expiring", severity: days < SOON_DAYS ? "high" : "medium", evidence });
  }
  return found;
}

function judgeUse(key: KeyFacts, nowMs: number): Judgement[] {
  const found: Judgement[] = [];
  const lastSeenMs = latest(key.values.map((value) => value.lastSeenMs));
  if (lastSeenMs === null) {
    const evidence = { registered_at: instant(key.createdMs) };
    const severity = nowMs - key.createdMs > ATTENTION_DAYS * DAY_MS ? "low" : "info";
    found.push({ kind: "never_used", severity, evidence });
  } else if (lastSeenMs < nowMs - UNUSED_DAYS * DAY_MS) {
    const days = Math.floor((nowMs - lastSeenMs) / DAY_MS);
    found.push({ kind: "unused", severity: "low", evidence: { last_seen: instant(lastSeenMs), days } });
  }
  const shared = key.environments.filter(({ lastSeenMs: seenMs }) => recent(seenMs, nowMs));
  if (shared.length > 1)
    found.push({
      kind: "shared_environments",
      severity: shared.some(({ value }) => isProduction(value)) ? "high" : "medium",
      evidence: { environments: shared.map(({ value }) => value).sort() },
    });
  return found;
}

/** What is to be said of a value that events carry and the inventory does not know; null once it is long silent. */
export function judgeUnregistered(environments: readonly SeenIn[], nowMs: number): Judgement | null {
  const lastSeenMs = latest(environments.map((each) => each.lastSeenMs));
  if (lastSeenMs === null || lastSeenMs < nowMs - UNUSED_DAYS * DAY_MS) return null;
  const named = environments.map(({ value }) => value).sort();
  return {
    kind: "unregistered",
    severity: named.some(isProduction) ? "high" : "medium",
    evidence: { environments: named, last_seen: instant(lastSeenMs) },
  };
}
