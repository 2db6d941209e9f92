import type pg from "pg";
import { isReservedTenant } from "@/lib/metering/cuboids";
import type { RatedEvent, RecordingFollower } from "@/lib/metering/service";
import { now } from "@/lib/platform/clock";
import { atto } from "@/lib/platform/decimal";
import { HOUR_MS } from "@/lib/platform/time";
import { anyPolicies, policiesFor } from "./in-force";
import { violationsOf } from "./judge";
import { addViolations, type ViolationSum } from "./queries/add-violations";

const SEPARATOR = "\u001f";

/** Adds up what recorded events violate; `policies` tells those that bind a call. Pure but for that. */
export function sumViolations(recorded: readonly RatedEvent[], policies: typeof policiesFor): ViolationSum[] {
  const sums = new Map<string, ViolationSum>();
  for (const { event, tokens, effectiveCost } of recorded) {
    const { tenant, feature, environment } = event;
    if (isReservedTenant(tenant)) continue;
    const binding = policies({ tenant, feature, environment });
    if (binding.length === 0) continue;
    const model = event.requestModel ?? event.model;
    const call = { model, tokens: tokens.inputTokens + tokens.outputTokens, cost: effectiveCost };
    for (const policy of binding) {
      for (const { kind, measured } of violationsOf(policy.rules, call)) {
        const hourMs = Math.floor(event.timeMs / HOUR_MS) * HOUR_MS;
        const id = [policy.id, kind, tenant, feature, environment, model, hourMs].join(SEPARATOR);
        const sum = sums.get(id);
        if (!sum) {
          const names = { policyId: policy.id, kind, tenant, feature, environment, model, hourMs };
          const times = { firstMs: event.timeMs, lastMs: event.timeMs };
          sums.set(id, { ...names, events: 1, ...times, largest: measured, exampleSource: event.source, exampleId: event.id });
          continue;
        }
        sum.events++;
        sum.firstMs = Math.min(sum.firstMs, event.timeMs);
        sum.lastMs = Math.max(sum.lastMs, event.timeMs);
        if (measured !== null && sum.largest !== null && atto(measured) > atto(sum.largest)) sum.largest = measured;
      }
    }
  }
  return [...sums.values()];
}

function violationsIn(events: readonly RatedEvent[]): ViolationSum[] {
  return anyPolicies() ? sumViolations(events, policiesFor) : [];
}

async function note(client: pg.ClientBase, recorded: readonly RatedEvent[]): Promise<void> {
  const sums = violationsIn(recorded);
  if (sums.length > 0) await addViolations(client, sums, now());
}

/**
 * Notes violations inside the transaction that records the events: each is noted exactly when its event is
 * recorded, duplicates and crashes change nothing. Without policies it costs nothing.
 */
export const noteViolations: RecordingFollower = { concerns: (events) => violationsIn(events).length > 0, follow: note };
