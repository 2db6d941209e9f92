import type { Call } from "../call";
import { MODELS } from "../cast";
import { HOUR_MS } from "../rhythm";
import { burst, daysBefore, type Incident, type Stage, weekdayBefore } from "./incident";

/** I3: a production key turns up where it never was, at night; then the provider revokes it. */
export function leakedKey(stage: Stage): Incident {
  const tenant = stage.tenant("sparrow-hr");
  const [fromMs, toMs] = [daysBefore(stage, 9, 1, 10), daysBefore(stage, 9, 7, 40)];
  const revokedMs = toMs - 10 * 60_000;
  const make = (call: Call): Call[] => {
    const misused: Call = {
      ...call,
      feature: null,
      environment: "development",
      keyOf: "production",
      model: MODELS.sonnet,
      user: null,
      inputTokens: 9000,
      cachedTokens: 0,
      outputTokens: 900,
      reasoningTokens: 0,
      cacheHit: false,
      route: "/v1/messages",
      operation: "chat",
    };
    return call.atMs < revokedMs ? [misused] : [{ ...misused, status: 401, errorCode: "invalid_api_key", latencyMs: 25 }];
  };
  return {
    id: "I3",
    title: "Leaked key",
    tenant: tenant.name,
    feature: null,
    fromMs,
    toMs,
    shows:
      "the production key of anthropic used from development through the night, then 401 until it stops; a third of the reported $340",
    calls: burst(stage, "I3", { tenant, feature: "summarize", fromMs, toMs, anHour: 450, make }),
  };
}

/** I11: two hundred users, each tried six times. */
export function retryStorm(stage: Stage): Incident {
  const tenant = stage.tenant("tidewater-energy");
  const fromMs = weekdayBefore(stage, 3, 12, 14);
  const toMs = fromMs + 10 * 60_000;
  const make = (call: Call, random: { next(): number }): Call[] =>
    Array.from({ length: 6 }, (_, attempt): Call => {
      const tried: Call = {
        ...call,
        environment: "production",
        cacheHit: false,
        attempt: attempt + 1,
        atMs: call.atMs + attempt * 1500,
      };
      if (attempt === 5) return tried;
      const refused = random.next() < 0.6;
      return {
        ...tried,
        status: refused ? 429 : 503,
        errorCode: refused ? "rate_limit_exceeded" : "overloaded",
        latencyMs: refused ? 40 : 9000,
        remainingRequests: refused ? 0 : null,
      };
    });
  return {
    id: "I11",
    title: "Retries without a breaker",
    tenant: tenant.name,
    feature: "support-chat",
    fromMs,
    toMs,
    shows: "200 users become 1,200 requests in ten minutes, six attempts a correlation id, 429 and 5xx",
    calls: burst(stage, "I11", { tenant, feature: "support-chat", fromMs, toMs, anHour: 1200, make }),
  };
}

/** I12: a short burst into the rate limit. */
export function shortBurst(stage: Stage): Incident {
  const tenant = stage.tenant("bluefin-logistics");
  const fromMs = weekdayBefore(stage, 4, 7, 16) + 20 * 60_000;
  const toMs = fromMs + 5 * 60_000;
  const make = (call: Call, random: { next(): number }, index: number): Call[] => {
    const sent: Call = {
      ...call,
      environment: "production",
      model: MODELS.gpt4oMini,
      reasoningTokens: 0,
      cacheHit: false,
      operation: "chat",
      remainingRequests: Math.max(0, 1400 - index),
    };
    return [
      random.next() < 0.3
        ? { ...sent, status: 429, errorCode: "rate_limit_exceeded", latencyMs: 30, remainingRequests: 0 }
        : sent,
    ];
  };
  return {
    id: "I12",
    title: "Burst of requests in five minutes",
    tenant: tenant.name,
    feature: "product-descriptions",
    fromMs,
    toMs,
    shows: "30% 429, rate-limit headroom gone; a fifth of the reported 10,000 requests",
    calls: burst(stage, "I12", { tenant, feature: "product-descriptions", fromMs, toMs, anHour: 24_000, make }),
  };
}

/** I13: a third of one provider's calls fail, for every tenant at once. */
export function providerIncident(stage: Stage): Incident {
  const fromMs = weekdayBefore(stage, 2, 17, 9);
  const toMs = fromMs + 6 * HOUR_MS;
  return {
    id: "I13",
    title: "Incident at the provider (anthropic)",
    tenant: null,
    feature: null,
    fromMs,
    toMs,
    shows: "success falls to 67% for six hours, in every tenant that uses the provider",
    change: (call, random) => {
      if (call.model.provider !== "anthropic" || call.atMs < fromMs || call.atMs >= toMs || call.cacheHit) return;
      if (!random.chance(0.33)) return;
      Object.assign(call, {
        status: 529,
        errorCode: "overloaded_error",
        latencyMs: random.between(8000, 30_000),
        estimated: false,
      });
    },
  };
}
