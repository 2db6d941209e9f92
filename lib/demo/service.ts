import { type Call, toEvent } from "./call";
import { type DemoTenant, demoTenants, type Feature } from "./cast";
import { launch, quietOnes, silentCron, unlimitedAnswers, verboseAnswers } from "./incidents/drifts";
import type { Incident, Placed, Stage } from "./incidents/incident";
import { dearConversation, emojiReactions, endlessLoop, stuckSession, unlimitedBatch } from "./incidents/runaways";
import { leakedKey, providerIncident, retryStorm, shortBurst } from "./incidents/storms";
import { ordinaryCall, withFailures } from "./ordinary-call";
import { Random } from "./random";
import { DAY_MS, expectedRequests, HOUR_MS } from "./rhythm";
import { JOBS, jobCalls } from "./scheduled-jobs";

export type { Placed } from "./incidents/incident";

export interface DemoPlan {
  seed: number;
  days: number;
  /** First instant of the UTC day on which the demo was first made; incidents lie days before it. */
  endDayMs: number;
}

const BUILDERS = [
  unlimitedBatch,
  endlessLoop,
  leakedKey,
  dearConversation,
  stuckSession,
  emojiReactions,
  launch,
  verboseAnswers,
  silentCron,
  unlimitedAnswers,
  retryStorm,
  shortBurst,
  providerIncident,
];

function stageOf(plan: DemoPlan, tenants: readonly DemoTenant[]): Stage {
  const byName = new Map(tenants.map((tenant) => [tenant.name, tenant]));
  return {
    seed: plan.seed,
    endDayMs: plan.endDayMs,
    tenant: (name) => {
      const found = byName.get(name);
      if (!found) throw new RangeError(`no tenant ${name} in the demo`);
      return found;
    },
  };
}

/** The incidents that lie within the plan's days, and those that must stay quiet, in order. */
export function demoManifest(plan: DemoPlan): Placed[] {
  const stage = stageOf(plan, demoTenants(plan.seed));
  const startMs = plan.endDayMs - plan.days * DAY_MS;
  const incidents = BUILDERS.map((build) => build(stage)).filter(({ fromMs }) => fromMs >= startMs);
  return [
    ...incidents.map(({ id, title, tenant, feature, fromMs, toMs, shows }) => ({
      id,
      title,
      tenant,
      feature,
      fromMs,
      toMs,
      shows,
    })),
    ...quietOnes(stage, plan.days),
  ];
}

/**
 * The demo's events as senders would post them, one UTC day after the other, up to `untilMs`. A day's events
 * depend on the seed, the day and the plan's end alone, so that a later call goes on where an earlier one ended.
 * @param fromMs leaves out the days before the one it lies in
 */
export function* demoDays(plan: DemoPlan, untilMs: number, fromMs = 0): Generator<Record<string, unknown>[]> {
  const tenants = demoTenants(plan.seed);
  const stage = stageOf(plan, tenants);
  const incidents = BUILDERS.map((build) => build(stage));
  const firstMs = Math.max(plan.endDayMs - plan.days * DAY_MS, Math.floor(fromMs / DAY_MS) * DAY_MS);
  for (let dayMs = firstMs; dayMs <= untilMs; dayMs += DAY_MS) {
    const calls = callsOfDay(plan, stage, tenants, incidents, dayMs);
    const day = new Date(dayMs).toISOString().slice(0, 10);
    const events: Record<string, unknown>[] = [];
    for (const [index, call] of calls.entries()) {
      if (call.atMs > untilMs) break;
      events.push(toEvent(call, `demo-${plan.seed}-${day}-${index}`));
    }
    yield events;
  }
}

function callsOfDay(
  plan: DemoPlan,
  stage: Stage,
  tenants: readonly DemoTenant[],
  incidents: readonly Incident[],
  dayMs: number,
): Call[] {
  const ageDays = (plan.endDayMs - dayMs) / DAY_MS;
  const rate = (tenant: DemoTenant, feature: Feature, atMs: number) =>
    incidents.reduce((product, incident) => product * (incident.rate?.(tenant, feature, atMs) ?? 1), 1);
  const calls: Call[] = [];
  const make = (call: Call, random: Random) => {
    for (const incident of incidents) incident.change?.(call, random);
    calls.push(...(call.status === 200 ? withFailures(random, call) : [call]));
  };
  for (const tenant of tenants) {
    const random = new Random(`${plan.seed} ${dayMs} ${tenant.name}`);
    for (const [feature, share] of tenant.features) {
      for (let hourMs = dayMs; hourMs < dayMs + DAY_MS; hourMs += HOUR_MS) {
        const count = random.poisson(expectedRequests(tenant, feature, share, hourMs, ageDays) * rate(tenant, feature, hourMs));
        for (let index = 0; index < count; index++)
          make(ordinaryCall(random, tenant, feature, hourMs + random.next() * HOUR_MS), random);
      }
    }
  }
  for (const job of JOBS) {
    const tenant = stage.tenant(job.tenant);
    if (rate(tenant, job.feature, dayMs + job.hour * HOUR_MS) === 0) continue;
    calls.push(...jobCalls(new Random(`${plan.seed} ${dayMs} job ${job.tenant}`), job, tenant, dayMs));
  }
  for (const incident of incidents) calls.push(...(incident.calls?.(dayMs) ?? []));
  return calls.sort((left, right) => left.atMs - right.atMs);
}
