import { USER_LABEL } from "../cuboids";
import type { ParsedEvent } from "../event";
import type { RatedEvent } from "./rated-event";
import type { RollupChange, SeriesKey } from "./rollup-changes";

/** The labels under which an event has rollups of its own. */
export function labelsOf(event: Pick<ParsedEvent, "user" | "tags">, declaredTags: readonly string[]): [string, string][] {
  const labels: [string, string][] = event.user === null ? [] : [[USER_LABEL, event.user]];
  for (const name of declaredTags) {
    const value = event.tags?.[name];
    if (value) labels.push([`tag:${name}`, value]);
  }
  return labels;
}

export function changeOf(rated: RatedEvent, series: SeriesKey, declaredTags: readonly string[], sign: 1 | -1): RollupChange {
  const { event, tokens } = rated;
  return {
    series,
    timeMs: event.timeMs,
    labels: labelsOf(event, declaredTags),
    sign,
    measures: {
      pricing: rated.pricing,
      listCost: rated.listCost,
      effectiveCost: rated.effectiveCost,
      savedCost: rated.savedCost,
      inputTokens: tokens.inputTokens,
      outputTokens: tokens.outputTokens,
      cacheReadTokens: tokens.cacheReadTokens,
      cacheWriteTokens: tokens.cacheWriteTokens,
      reasoningTokens: tokens.reasoningTokens,
      latencyMs: event.latencyMs,
      status: event.status,
      errorCode: event.errorCode,
      finishReason: event.finishReason,
      attempt: event.attempt,
    },
  };
}
