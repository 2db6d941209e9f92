import type { Call } from "./call";
import { type DemoTenant, type Feature, MODELS } from "./cast";
import type { Random } from "./random";
import { drawTokens, REAL_SIZES } from "./request-sizes";

interface FeatureHabits {
  sizes: keyof typeof REAL_SIZES;
  /** Against the real requests' sizes. */
  inputScale: number;
  outputScale: number;
  /** Share of calls that the stronger model answers. */
  strong: number;
  /** Share of calls whose prompt begins with something the provider has cached. */
  promptCached: number;
  /** Share answered from the customer's own response cache. */
  answerCached: number;
  maxOutputTokens: number;
  streamed: boolean;
  route: string;
}

const HABITS: Record<Feature, FeatureHabits> = {
  "support-chat": habits("conversation", 1, 1, 0.15, 0.65, 0.05, 1000, true, "/chat"),
  summarize: habits("conversation", 2, 0.7, 0.2, 0.1, 0.03, 800, false, "/summaries"),
  "document-extraction": habits("conversation", 4, 1.2, 0.6, 0.15, 0, 2000, false, "/extract"),
  "code-assist": habits("code", 1.5, 4, 0.75, 0.6, 0, 4000, true, "/complete"),
  "product-descriptions": habits("conversation", 0.5, 1, 0.2, 0.2, 0.02, 600, false, "/describe"),
  "report-writing": habits("conversation", 2.5, 3, 0.85, 0.2, 0, 4000, false, "/reports"),
  "emoji-reactions": habits("conversation", 0.3, 0.1, 0, 0, 0, 50, false, "/react"),
  "nightly-digest": habits("conversation", 3, 1, 0, 0, 0, 1000, false, "/digest"),
};

function habits(
  sizes: keyof typeof REAL_SIZES,
  inputScale: number,
  outputScale: number,
  strong: number,
  promptCached: number,
  answerCached: number,
  maxOutputTokens: number,
  streamed: boolean,
  route: string,
): FeatureHabits {
  return { sizes, inputScale, outputScale, strong, promptCached, answerCached, maxOutputTokens, streamed, route };
}

/** Work of machines: no user asked for it. */
const UNATTENDED = new Set<Feature>(["document-extraction", "product-descriptions", "nightly-digest"]);
const LONGEST_PROMPT = 120_000;
interface Failure {
  status: number;
  errorCode: string;
}

const FAILURES: [readonly [Failure, number], ...(readonly [Failure, number])[]] = [
  [{ status: 429, errorCode: "rate_limit_exceeded" }, 0.4],
  [{ status: 500, errorCode: "server_error" }, 0.25],
  [{ status: 503, errorCode: "overloaded" }, 0.15],
  [{ status: 408, errorCode: "timeout" }, 0.1],
  [{ status: 400, errorCode: "context_length_exceeded" }, 0.1],
];
const FAILURE_SHARE = 0.008;
const CUT_OFF_SHARE = 0.001;

/** A call as it is made on any day. */
export function ordinaryCall(random: Random, tenant: DemoTenant, feature: Feature, atMs: number): Call {
  const habit = HABITS[feature];
  const model = usualModel(random, tenant, habit);
  const sizes = REAL_SIZES[habit.sizes];
  const inputTokens = Math.min(LONGEST_PROMPT, drawTokens(random, sizes.input, habit.inputScale));
  const visible = Math.min(habit.maxOutputTokens, drawTokens(random, sizes.output, habit.outputScale));
  const reasoningTokens = model === MODELS.geminiPro ? Math.round(visible * random.between(0.3, 1.2)) : 0;
  const outputTokens = visible + reasoningTokens;
  const cached = inputTokens >= 1024 && random.chance(habit.promptCached) ? random.between(0.4, 0.9) : 0;
  const call: Call = {
    atMs,
    tenant,
    feature,
    environment: random.weighted([
      ["production", 0.9],
      ["staging", 0.06],
      ["development", 0.04],
    ]),
    model,
    user: UNATTENDED.has(feature) ? null : `user-${Math.floor(tenant.users * random.next() ** 2) + 1}@${tenant.name}`,
    correlation: `c-${Math.floor(random.next() * 2 ** 40).toString(36)}`,
    attempt: 1,
    inputTokens,
    cachedTokens: Math.floor((inputTokens * cached) / 128) * 128,
    outputTokens,
    reasoningTokens,
    status: 200,
    errorCode: null,
    finishReason: random.weighted([
      ["stop", 0.968],
      ["length", 0.02],
      ["tool_calls", 0.01],
      ["content_filter", 0.002],
    ]),
    maxOutputTokens: habit.maxOutputTokens,
    latencyMs: random.around(model.firstTokenMs, 0.35) + model.perTokenMs * outputTokens * random.around(1, 0.15),
    backoffMs: 0,
    streamed: habit.streamed,
    cacheHit: random.chance(habit.answerCached),
    estimated: false,
    serviceTier: null,
    operation: model.provider === "google" ? "generate_content" : "chat",
    route: habit.route,
    keyOf: null,
    remainingRequests: model.provider === "openai" ? 9000 + random.below(1000) : null,
  };
  if (call.cacheHit) call.latencyMs = random.between(3, 20);
  return call;
}

function usualModel(random: Random, tenant: DemoTenant, habit: FeatureHabits): Call["model"] {
  if (tenant.name === "pixelforge" && random.chance(0.15)) return MODELS.unpricedChat;
  if (tenant.name === "nimbus-learning" && random.chance(0.05)) return MODELS.unpricedPreview;
  return random.chance(habit.strong) ? tenant.strong : tenant.chat;
}

/** What becomes of a call: now and then it fails and is tried again, up to three times. */
export function withFailures(random: Random, call: Call): Call[] {
  if (call.cacheHit) return [call];
  if (random.chance(CUT_OFF_SHARE)) {
    return [
      {
        ...call,
        status: 499,
        errorCode: "client_disconnected",
        estimated: true,
        outputTokens: Math.ceil(call.outputTokens / 3),
        reasoningTokens: 0,
      },
    ];
  }
  const calls: Call[] = [];
  for (let attempt = 1, share = FAILURE_SHARE; ; attempt++, share = 0.15) {
    const waitMs = attempt === 1 ? 0 : random.between(800, 2000) * 2 ** (attempt - 2);
    const atMs = (calls.at(-1)?.atMs ?? call.atMs) + waitMs;
    const next = { ...call, attempt, atMs, backoffMs: waitMs };
    if (!random.chance(share)) return [...calls, next];
    const failure = random.weighted(FAILURES);
    calls.push({ ...next, ...failure, latencyMs: random.between(30, 400) });
    if (failure.status === 400 || attempt === 3) return calls;
  }
}
