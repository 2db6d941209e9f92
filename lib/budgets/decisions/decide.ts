import { nowMs } from "@/lib/platform/clock";
import { policiesFor, violationsOf } from "../policies/service";
import { standings } from "../standings/current-book";
import type { Standing } from "../standings/standing";
import { passThrottles, type StopInForce, stopsFor } from "../stops/service";
import { amountFor, budgetReason } from "./budget-reason";
import type { Call } from "./call";
import { type Decision, type DecisionReason, type Outcome, TTL_MS } from "./contract";
import { databaseHasFailed, databaseIsAway } from "./pulse";
import { reservedOf } from "./reserved";

const GRAVITY: Record<Outcome, number> = { allow: 0, warn: 1, throttle: 2, deny: 3 };
/** One that is slowed down by a budget asks again by then: its limit may have been raised. */
const LONGEST_RETRY_MS = 60_000;

/** Of what a stop names, in one line. */
function scopeText({ scope }: StopInForce): string {
  const { tags, key, ...dimensions } = scope;
  const named = Object.entries(dimensions).flatMap(([name, value]) => (value === null ? [] : [`${name} ${value}`]));
  if (key !== null) named.push(`key ${key.slice(0, 8)}…`);
  for (const [name, value] of Object.entries(tags)) named.push(`tag ${name} ${value}`);
  return named.join(", ") || "every call";
}

function stopReason(stop: StopInForce, effect: "throttle" | "deny"): DecisionReason {
  const until = stop.expiresAtMs === null ? "" : ` Until ${new Date(stop.expiresAtMs).toISOString()}.`;
  return {
    kind: "stop",
    id: stop.id,
    name: scopeText(stop),
    message:
      `${effect === "deny" ? "Denied here" : "Slowed down here"}, set by ${stop.createdBy}: ${stop.reason}.${until}`.replace(
        "..",
        ".",
      ),
    effect,
    used_ratio: null,
    resets_at: stop.expiresAtMs === null ? null : new Date(stop.expiresAtMs).toISOString(),
  };
}

/** What stops and policies say, without what only slows down. */
function standingRules(call: Call, stops: readonly StopInForce[]): DecisionReason[] {
  const reasons: DecisionReason[] = [];
  for (const stop of stops) if (stop.mode === "block") reasons.push(stopReason(stop, "deny"));
  for (const policy of policiesFor(call.dimensions)) {
    for (const { message } of violationsOf(policy.rules, call)) {
      const word = policy.onAsk === "deny" ? "Denied here" : "Warned of here";
      const { id, name, onAsk: effect } = policy;
      reasons.push({ kind: "policy", id, name, message: `${word}: ${message}.`, effect, used_ratio: null, resets_at: null });
    }
  }
  return reasons;
}

const EFFECTS = { warn: "warn", throttle: "throttle", block: "deny" } as const;

/**
 * What a budget says of a call, from memory.
 * @param byDesk a reservation will be asked for: what is set aside is told by the database then. Memory may know an event
 * already, and not yet that its reservation is settled: it would refuse for as long as a second what there is room for.
 */
export function budgetRule(standing: Standing, call: Call, away: boolean, byDesk: boolean): DecisionReason | null {
  const { mode, measure, spent, limit, resetsAtMs } = standing;
  if (mode === "observe") return null;
  const reserved = byDesk && mode === "block" ? 0n : reservedOf(standing.budgetId, standing.subject);
  const estimate = amountFor(measure, call);
  const used = spent + reserved;
  const tooMuch = used >= limit || (estimate !== null && used + estimate > limit);
  if (tooMuch) return budgetReason(standing, EFFECTS[mode], { spent, reserved, limit, estimate, resetsAtMs });
  if (!away || standing.onUnavailable === "allow") return null;
  return {
    kind: "database",
    id: standing.budgetId,
    name: standing.name,
    message: "Denied here: the database cannot be reached, and this budget denies until it can.",
    effect: "deny",
    used_ratio: null,
    resets_at: null,
  };
}

/** The decision that reasons come to, the gravest first. */
export function settle(reasons: DecisionReason[], extra: { waitMs?: number; ttlMs?: number; reservationId?: string }): Decision {
  reasons.sort((a, b) => GRAVITY[b.effect] - GRAVITY[a.effect]);
  const decision: Outcome = reasons[0]?.effect ?? "allow";
  let retry: number | null = null;
  if (decision === "throttle") {
    const atMs = nowMs();
    retry = extra.waitMs ?? 0;
    for (const { kind, effect, resets_at } of reasons)
      if (kind === "budget" && effect === "throttle" && resets_at !== null)
        retry = Math.max(retry, Math.min(LONGEST_RETRY_MS, Date.parse(resets_at) - atMs));
    retry = Math.max(1, retry);
  }
  return {
    decision,
    reasons,
    retry_after_ms: retry,
    ttl_ms: extra.ttlMs ?? TTL_MS,
    ...(extra.reservationId === undefined ? {} : { reservation_id: extra.reservationId }),
  };
}

/** What stands in a call's way before anything is counted or set aside, and which throttling stops it has to pass. */
export interface Judgement {
  reasons: DecisionReason[];
  throttles: StopInForce[];
  /** That block, for reservations. */
  blocking: Standing[];
}

/**
 * Judges a call from memory: stops, policies, budgets. Asks nothing of the database.
 * @param reserving whether a reservation follows, which sees for itself what is set aside
 */
export function judge(call: Call, reserving: boolean): Judgement {
  const away = databaseIsAway();
  const failed = databaseHasFailed();
  const stops = stopsFor(call.dimensions, nowMs());
  const reasons = standingRules(call, stops);
  const blocking: Standing[] = [];
  for (const standing of standings().matching(call.dimensions)) {
    if (standing.mode === "block") blocking.push(standing);
    const reason = budgetRule(standing, call, away, reserving && !failed);
    if (reason) reasons.push(reason);
  }
  return { reasons, throttles: stops.filter((stop) => stop.mode === "throttle"), blocking };
}

export function isDenied(reasons: readonly DecisionReason[]): boolean {
  return reasons.some((reason) => reason.effect === "deny");
}

/** Passes the throttling stops; what has to wait is slowed down by each that makes it wait. */
export async function throttle(judgement: Judgement, call: Call): Promise<number> {
  const { throttles, reasons } = judgement;
  if (throttles.length === 0 || isDenied(reasons) || reasons.some((reason) => reason.effect === "throttle")) return 0;
  const waitMs = await passThrottles(throttles, call.cost);
  if (waitMs > 0) for (const stop of throttles) reasons.push(stopReason(stop, "throttle"));
  return waitMs;
}
