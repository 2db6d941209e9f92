import { demoDays } from "../../lib/demo/service";
import { DAY_MS } from "../../lib/platform/time";
import { type Series, SeriesBook } from "./series";

/** Dollars a million tokens in and out, roughly as listed: the forecast sees series of a realistic shape, not bills. */
const PRICES: Record<string, readonly [number, number]> = {
  "gpt-4o": [2.5, 10],
  "gpt-4o-mini": [0.15, 0.6],
  "claude-sonnet-4-5": [3, 15],
  "claude-haiku-4-5": [1, 5],
  "gemini-2.5-pro": [1.25, 10],
  "gemini-2.5-flash": [0.3, 2.5],
  "gpt-4": [30, 60],
  "gpt-3.5-turbo-0613": [1.5, 2],
};

/** The made-up company's usage over `days`, by tenant, feature and model: dollars, tokens and requests. */
export function demoSeries(days: number, endDayMs: number): Series[] {
  const book = new SeriesBook(endDayMs - days * DAY_MS, days);
  for (const events of demoDays({ seed: 1, days, endDayMs }, endDayMs - 1)) {
    for (const event of events) {
      const atMs = Date.parse(String(event.timestamp));
      const { input, output } = tokens(event);
      const [priceIn, priceOut] = PRICES[String(event.model)] ?? [0, 0];
      const dollars = event.cache_hit ? 0 : (input * priceIn + output * priceOut) / 1e6;
      const tenant = String(event.tenant);
      const feature = String(event.feature ?? "unallocated");
      book.add("company", "dollars", atMs, dollars);
      book.add("company", "tokens", atMs, input + output);
      book.add("company", "requests", atMs, 1);
      book.add("tenant, dollars", tenant, atMs, dollars);
      book.add("tenant, tokens", tenant, atMs, input + output);
      book.add("tenant, requests", tenant, atMs, 1);
      book.add("feature, dollars", feature, atMs, dollars);
      book.add("model, dollars", String(event.model), atMs, dollars);
      book.add("tenant and feature, dollars", `${tenant} ${feature}`, atMs, dollars);
    }
  }
  return book.all();
}

function tokens(event: Record<string, unknown>): { input: number; output: number } {
  const usage = (event.usage ?? {}) as Record<string, unknown>;
  const sum = (...names: string[]) => names.reduce((total, name) => total + (Number(usage[name]) || 0), 0);
  return {
    input: sum("prompt_tokens", "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "promptTokenCount"),
    output: sum("completion_tokens", "output_tokens", "candidatesTokenCount", "thoughtsTokenCount"),
  };
}
