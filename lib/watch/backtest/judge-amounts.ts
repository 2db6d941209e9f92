import type { Condition } from "@/lib/anomalies/service";
import { HOUR_MS } from "@/lib/platform/time";
import type { Firings } from "./firings";
import type { Past } from "./past";
import type { HourRow } from "./queries/read-hours";

/** What a rule over a fixed amount in a window would have said of each of these. */
export function judgeAmounts(
  condition: Extract<Condition, { kind: "amount" }>,
  all: readonly Past[],
  fromMs: number,
  firings: Firings,
): void {
  const hours = Math.max(1, Math.round((condition.windowMinutes ?? 60) / 60));
  const measureOf = (row: HourRow) =>
    condition.amount === "spend_usd" ? row.usd : condition.amount === "output_tokens" ? row.output : row.tokens;
  for (const { subject, rows } of all) {
    let begin = 0;
    let sum = 0;
    let usd = 0;
    for (const row of rows) {
      const atMs = row.hourMs;
      sum += measureOf(row);
      usd += row.usd;
      for (let old = rows[begin]; old && old.hourMs <= atMs - hours * HOUR_MS; old = rows[++begin]) {
        sum -= measureOf(old);
        usd -= old.usd;
      }
      const began = firings.isFiring(subject.key);
      if (atMs >= fromMs)
        firings.see(subject, atMs + HOUR_MS, {
          ratio: sum / condition.above,
          actual: sum,
          threshold: condition.above,
          usd: began ? row.usd : usd,
        });
    }
  }
}
