import { Counter } from "prom-client";
import { singleton } from "@/lib/platform/singleton";
import type { Outcome } from "./contract";

const counts = singleton("decisionCounts", () => ({ allow: 0, warn: 0, throttle: 0, deny: 0 }));

/** Counts one decision for /metrics. */
export function countDecision(outcome: Outcome): void {
  counts[outcome]++;
}

/** Shows the counts in /metrics; they are copied when it is read, so that an answer costs one addition. */
export function showDecisionCounts(): void {
  singleton(
    "decisionsMetric",
    () =>
      new Counter({
        name: "costwarden_decisions_total",
        help: "Decisions answered by this instance, by outcome",
        labelNames: ["decision"],
        collect() {
          this.reset();
          for (const [decision, count] of Object.entries(counts)) this.inc({ decision }, count);
        },
      }),
  );
}
