/** What rules measure of a single call, as SQL over `usage_event AS e`. */
export const MEASURED_COLUMNS = {
  spend_usd: "e.effective_cost",
  tokens: "e.input_tokens + e.output_tokens",
  output_tokens: "e.output_tokens",
  latency_ms: "e.latency_ms",
  attempt: "e.attempt",
} as const;

export type MeasuredAmount = keyof typeof MEASURED_COLUMNS;
