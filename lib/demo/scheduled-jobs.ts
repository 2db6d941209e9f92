import type { Call } from "./call";
import { type DemoModel, type DemoTenant, type Feature, MODELS } from "./cast";
import { ordinaryCall } from "./ordinary-call";
import type { Random } from "./random";
import { HOUR_MS } from "./rhythm";

/** Work that runs at the same hour every night. */
export interface ScheduledJob {
  tenant: string;
  feature: Feature;
  hour: number;
  calls: number;
  minutes: number;
  model: DemoModel;
}

export const JOBS: readonly ScheduledJob[] = [
  { tenant: "copperleaf-homes", feature: "document-extraction", hour: 2, calls: 110, minutes: 40, model: MODELS.gpt4oMini },
  { tenant: "lighthouse-law", feature: "nightly-digest", hour: 5, calls: 40, minutes: 10, model: MODELS.deprecated },
  { tenant: "birchwood-press", feature: "nightly-digest", hour: 6, calls: 3, minutes: 2, model: MODELS.gpt4oMini },
];

export function jobCalls(random: Random, job: ScheduledJob, tenant: DemoTenant, dayMs: number): Call[] {
  return Array.from({ length: job.calls }, () => {
    const call = ordinaryCall(random, tenant, job.feature, dayMs + job.hour * HOUR_MS + random.between(0, job.minutes * 60_000));
    return {
      ...call,
      model: job.model,
      environment: "production",
      user: null,
      streamed: false,
      cacheHit: false,
      reasoningTokens: 0,
      outputTokens: call.outputTokens - call.reasoningTokens,
      operation: "chat",
      serviceTier: job.model === MODELS.gpt4oMini ? "batch" : null,
    } satisfies Call;
  });
}
