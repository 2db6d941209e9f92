import { nameReadFor } from "@/lib/directory/names/service";
import type { Pricing } from "@/lib/metering/event";
import type { Named } from "../rules/service";
import type { Deprecation } from "./deprecated-models";

/** A recorded event as rules about single calls look at it; the columns of usage_event that they need. */
export interface JudgedEvent {
  tenant: string;
  source: string;
  id: string;
  timeMs: number;
  feature: string;
  environment: string;
  provider: string;
  /** What answered. */
  model: string;
  requestModel: string | null;
  /** "" where the event names none. */
  key: string;
  user: string | null;
  operation: string | null;
  status: number | null;
  errorCode: string | null;
  attempt: number | null;
  latencyMs: number | null;
  pricing: Pricing;
  /** Dollars as a decimal; null where unpriced. */
  effectiveCost: string | null;
  inputTokens: number;
  outputTokens: number;
  /** `max_output_tokens` of its attributes. */
  maxOutputTokens: number | null;
  requestId: string | null;
  correlationId: string | null;
}

/** What is known beside the event itself. */
export interface JudgingContext {
  nowMs: number;
  deprecation(provider: string, model: string): Deprecation | null;
  /** Usual output tokens of a request of the event's tenant and feature; null while not known. */
  usualOutput(event: JudgedEvent): number | null;
  /** What the event violates of a policy in force; null: nothing. */
  violation(event: JudgedEvent): { policyId: string; policy: string; message: string } | null;
}

/** Under the names that its tenant, feature and environment are read under. */
export const namedBy = (event: JudgedEvent): Named => ({
  tenant: nameReadFor("tenant", event.tenant),
  feature: nameReadFor("feature", event.feature),
  environment: nameReadFor("environment", event.environment),
  provider: event.provider,
  model: event.model,
  key: event.key || null,
  user: event.user,
});
