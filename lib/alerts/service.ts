/** Alerts: what happened, once; what one cause trips; who is told. The one door of this room. */
import { pool } from "@/lib/platform/database";
import { type OpenEpisode, readOpenEpisodes } from "./queries/read-open-episodes";

export { sweepAlerts } from "./changing/sweep";
export { type ExpectedEpisode, onExpected } from "./expected";
export { watchAlertMetrics } from "./metrics";
export { connectOwners } from "./owners";
export type { AlertKey, AlertScope, AlertUnit, Contributor, Raised } from "./raised";
export { clearAlerts } from "./raising/clear";
export { raiseAlerts } from "./raising/raise";

/** The alerts that have not ended: what evaluators go on from after a restart. */
export function openEpisodes(): Promise<OpenEpisode[]> {
  return readOpenEpisodes(pool());
}
