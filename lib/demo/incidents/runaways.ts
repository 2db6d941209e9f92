import type { Call } from "../call";
import { MODELS } from "../cast";
import { HOUR_MS } from "../rhythm";
import { burst, daysBefore, type Incident, type Stage, weekdayBefore } from "./incident";

/** I1: every third request is refused and sent again at once. */
export function unlimitedBatch(stage: Stage): Incident {
  const tenant = stage.tenant("northgate-bank");
  const [fromMs, toMs] = [daysBefore(stage, 12, 2), daysBefore(stage, 12, 6)];
  const make = (call: Call, _random: unknown, index: number): Call[] => {
    const sent: Call = {
      ...call,
      environment: "production",
      model: MODELS.gpt4o,
      user: null,
      reasoningTokens: 0,
      cacheHit: false,
      operation: "chat",
    };
    if (index % 3 !== 0) return [sent];
    const refused: Call = { ...sent, status: 429, errorCode: "rate_limit_exceeded", latencyMs: 40, remainingRequests: 0 };
    return [refused, { ...sent, attempt: 2, atMs: sent.atMs + 60 }];
  };
  return {
    id: "I1",
    title: "Batch job without a rate limiter",
    tenant: tenant.name,
    feature: "document-extraction",
    fromMs,
    toMs,
    shows: "every third request 429, sent again at once, from 02:00; a hundredth of the reported 10,000 a minute",
    calls: burst(stage, "I1", { tenant, feature: "document-extraction", fromMs, toMs, anHour: 1200, make }),
  };
}

/** I2: the same answer asked for all weekend. */
export function endlessLoop(stage: Stage): Incident {
  const tenant = stage.tenant("harbor-health");
  const fromMs = weekdayBefore(stage, 5, 6, 18);
  const toMs = fromMs + 62 * HOUR_MS;
  return {
    id: "I2",
    title: "Chatbot in an endless loop over a weekend",
    tenant: tenant.name,
    feature: "support-chat",
    fromMs,
    toMs,
    shows: "a steady rate from Friday 18:00 to Monday 08:00, one feature",
    calls: burst(stage, "I2", {
      tenant,
      feature: "support-chat",
      fromMs,
      toMs,
      anHour: 100,
      make: (call) => [
        {
          ...call,
          environment: "production",
          model: MODELS.sonnet,
          user: "bot",
          reasoningTokens: 0,
          inputTokens: 6200,
          cachedTokens: 0,
          outputTokens: 380,
          cacheHit: false,
          operation: "chat",
        },
      ],
    }),
  };
}

/** I4: one conversation that a fallback sent to the dearest model, at about $47.83. */
export function dearConversation(stage: Stage): Incident {
  const tenant = stage.tenant("granite-legal");
  const fromMs = weekdayBefore(stage, 3, 2, 13);
  const toMs = fromMs + 2 * HOUR_MS;
  const calls = 204;
  return {
    id: "I4",
    title: "One conversation that cost $47.83",
    tenant: tenant.name,
    feature: "support-chat",
    fromMs,
    toMs,
    shows: "one correlation id, a retry loop that called gpt-4 instead of gpt-4o-mini",
    calls: burst(stage, "I4", {
      tenant,
      feature: "support-chat",
      fromMs,
      toMs,
      anHour: calls / 2,
      // $30 and $60 a million tokens: 204 calls of 7,000 in and 407 or 408 out come to $47.83.
      make: (call, _random, index) => [
        {
          ...call,
          environment: "production",
          model: MODELS.gpt4,
          user: "user-1@granite-legal",
          correlation: "c-the-dear-conversation",
          attempt: 1 + (index % 6),
          inputTokens: 7000,
          cachedTokens: 0,
          outputTokens: index < 139 ? 408 : 407,
          reasoningTokens: 0,
          cacheHit: false,
          operation: "chat",
        },
      ],
    }),
  };
}

/** I5: one user's client tries for more than 40 hours. */
export function stuckSession(stage: Stage): Incident {
  const tenant = stage.tenant("juniper-games");
  const fromMs = weekdayBefore(stage, 6, 16, 3);
  const toMs = fromMs + 42 * HOUR_MS;
  const make = (call: Call, _random: unknown, index: number): Call[] => {
    const tried: Call = {
      ...call,
      environment: "production",
      model: MODELS.gpt4o,
      user: "user-3@juniper-games",
      correlation: `c-stuck-${Math.floor(index / 120)}`,
      attempt: 1 + (index % 120),
      inputTokens: 16_000,
      cachedTokens: 0,
      outputTokens: 500,
      reasoningTokens: 0,
      cacheHit: false,
      operation: "chat",
    };
    return index % 8 === 7
      ? [tried]
      : [{ ...tried, status: 429, errorCode: "rate_limit_exceeded", latencyMs: 35, backoffMs: 30_000, remainingRequests: 0 }];
  };
  return {
    id: "I5",
    title: "One stuck user session",
    tenant: tenant.name,
    feature: "support-chat",
    fromMs,
    toMs,
    shows: "42 hours of 429 retries of one user over a weekend; a fifteenth of the reported cost",
    calls: burst(stage, "I5", { tenant, feature: "support-chat", fromMs, toMs, anHour: 100, make }),
  };
}

/** I6: a strong model for a task that needs none. */
export function emojiReactions(stage: Stage): Incident {
  const tenant = stage.tenant("vantage-media");
  const [fromMs, toMs] = [daysBefore(stage, 5, 8), daysBefore(stage, 2, 20)];
  return {
    id: "I6",
    title: "gpt-4o for emoji reactions",
    tenant: tenant.name,
    feature: "emoji-reactions",
    fromMs,
    toMs,
    shows: "one developer, a new feature, spend every day since; a hundredth of the reported $800 to $900 a day",
    calls: burst(stage, "I6", {
      tenant,
      feature: "emoji-reactions",
      fromMs,
      toMs,
      anHour: 60,
      make: (call) => [
        {
          ...call,
          environment: "development",
          model: MODELS.gpt4o,
          user: "dev-7@vantage-media",
          inputTokens: 2300,
          cachedTokens: 0,
          outputTokens: 12,
          reasoningTokens: 0,
          operation: "chat",
        },
      ],
    }),
  };
}
