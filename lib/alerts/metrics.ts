import { Counter, Gauge } from "prom-client";
import type { Severity } from "@/lib/anomalies/service";
import { pool } from "@/lib/platform/database";
import { singleton } from "@/lib/platform/singleton";
import { SEVERITIES } from "./model/life";

const metrics = () =>
  singleton("alertMetrics", () => ({
    raised: new Counter({
      name: "costwarden_alerts_raised_total",
      help: "Alerts raised by this instance",
      labelNames: ["severity"],
    }),
    open: new Gauge({
      name: "costwarden_alerts_open",
      help: "Alerts that have not ended: open, acknowledged or snoozed",
      labelNames: ["severity"],
      async collect() {
        const { rows } = await pool().query<{ severity: Severity; alerts: number }>(
          "SELECT severity, count(*) AS alerts FROM alert WHERE state IN ('open', 'acknowledged', 'snoozed') GROUP BY severity",
        );
        for (const severity of SEVERITIES) this.set({ severity }, rows.find((row) => row.severity === severity)?.alerts ?? 0);
      },
    }),
  }));

export function countRaised(severities: readonly Severity[]): void {
  for (const severity of severities) metrics().raised.inc({ severity });
}

/** Registers the metrics, so that they are there before the first alert. */
export function watchAlertMetrics(): void {
  metrics();
}
