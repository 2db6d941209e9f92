/** Alerts: what happened, once; what one cause trips; who is told. The one door of this room. */
import { pool } from "@/lib/platform/database";
import { type OpenEpisode, readOpenEpisodes } from "./queries/read-open-episodes";

export { type Action, actOnAlert, actOnAlerts } from "./changing/act";
export { readUnsent, sendUnsent } from "./changing/send-unsent";
export { sweepAlerts } from "./changing/sweep";
export { sendDigest } from "./digest/send-digest";
export { type ExpectedEpisode, onExpected } from "./expected";
export { watchAlertMetrics } from "./metrics";
export { connectOwners } from "./owners";
export type { AlertKey, AlertScope, AlertUnit, Clearing, Contributor, Raised } from "./raised";
export { clearAlerts } from "./raising/clear";
export { raiseAlerts } from "./raising/raise";
export { listAlerts, listAnomalies, readAlert } from "./reading/read-alerts";
export { listIncidents, readIncident } from "./reading/read-incidents";
export { changeRoute, createRoute, deleteRoute, listRoutes, readRoute } from "./routing/routes";

/** The alerts that have not ended: what evaluators go on from after a restart. */
export function openEpisodes(): Promise<OpenEpisode[]> {
  return readOpenEpisodes(pool());
}
