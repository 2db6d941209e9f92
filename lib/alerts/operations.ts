import { z } from "zod";
import { type AccessRule, defineOperation } from "@/lib/platform/http/operation";
import {
  acknowledgeBody,
  actionsAnswer,
  actionsBody,
  expectBody,
  resolveBody,
  sendUnsentBody,
  sentAnswer,
  snoozeBody,
  unsentAnswer,
} from "./changing/contract";
import {
  alert,
  alertDetail,
  alertsAnswer,
  alertsQuery,
  anomaliesAnswer,
  incidentDetail,
  incidentsAnswer,
  incidentsQuery,
} from "./contract";
import { routeOperations } from "./routing/operations";

const reading: AccessRule = {
  roles: ["admin", "finance", "engineer", "viewer"],
  scope: "alerts:read",
  tenants: "within reach",
};
const acting: AccessRule = { roles: ["admin", "engineer"], scope: "alerts:write", tenants: "within reach" };
/** Finance may acknowledge, and nothing else: the service looks at the action. */
const acknowledging: AccessRule = { ...acting, roles: ["admin", "engineer", "finance"] };
const byId = z.object({ id: z.uuid("is not an id") });
const tag = "Alerts";

export const listAlerts = defineOperation({
  method: "GET",
  path: "/api/v1/alerts",
  tag,
  summary: "List alerts",
  description: "One for each rule, subject, episode and threshold; then its state changes, it never repeats.",
  access: reading,
  query: alertsQuery,
  answer: alertsAnswer,
});

export const readAlert = defineOperation({
  method: "GET",
  path: "/api/v1/alerts/{id}",
  tag,
  summary: "Read one alert: figures, contributors, its incident, timeline and deliveries",
  access: reading,
  params: byId,
  answer: alertDetail,
});

export const acknowledgeAlert = defineOperation({
  method: "POST",
  path: "/api/v1/alerts/{id}/acknowledge",
  tag,
  summary: "Acknowledge an alert",
  description:
    "It then speaks again only when its impact has doubled. Doing it again changes nothing; 409 for one that has ended.",
  access: acknowledging,
  params: byId,
  body: acknowledgeBody,
  answer: alert,
});

export const snoozeAlert = defineOperation({
  method: "POST",
  path: "/api/v1/alerts/{id}/snooze",
  tag,
  summary: "Snooze an alert until a time",
  description: "Silent until then; what goes on by then is told again.",
  access: acting,
  params: byId,
  body: snoozeBody,
  answer: alert,
});

export const resolveAlert = defineOperation({
  method: "POST",
  path: "/api/v1/alerts/{id}/resolve",
  tag,
  summary: "Resolve an alert by hand",
  access: acting,
  params: byId,
  body: resolveBody,
  answer: alert,
});

export const expectAlert = defineOperation({
  method: "POST",
  path: "/api/v1/alerts/{id}/expect",
  tag,
  summary: "Say that it was meant to be",
  description: "The hours of the episode are left out of the baseline. Also for an alert that has resolved.",
  access: acting,
  params: byId,
  body: expectBody,
  answer: alert,
});

export const actOnAlerts = defineOperation({
  method: "POST",
  path: "/api/v1/alerts/actions",
  tag,
  summary: "Acknowledge, snooze, resolve or expect many alerts at once",
  description: "Each id has a result of its own: one that is not known, or has ended, does not hold up the others.",
  access: acknowledging,
  body: actionsBody,
  answer: actionsAnswer,
});

export const listIncidents = defineOperation({
  method: "GET",
  path: "/api/v1/incidents",
  tag,
  summary: "List incidents: alerts that one cause tripped",
  access: reading,
  query: incidentsQuery,
  answer: incidentsAnswer,
});

export const readIncident = defineOperation({
  method: "GET",
  path: "/api/v1/incidents/{id}",
  tag,
  summary: "Read one incident with its alerts, timeline and deliveries",
  access: reading,
  params: byId,
  answer: incidentDetail,
});

export const listAnomalies = defineOperation({
  method: "GET",
  path: "/api/v1/anomalies",
  tag,
  summary: "Alerts of statistical rules: expected, low, high, score, impact",
  access: reading,
  query: alertsQuery,
  answer: anomaliesAnswer,
});

export const readUnsent = defineOperation({
  method: "GET",
  path: "/api/v1/alerts/unsent",
  tag,
  summary: "What is open and was never sent, and where it would go by now",
  description: "Alerts raised before a channel or a route was there. Facts of closed periods and info are not meant.",
  access: { ...reading, tenants: "refused" },
  answer: unsentAnswer,
});

export const sendUnsent = defineOperation({
  method: "POST",
  path: "/api/v1/alerts/unsent/send",
  tag,
  summary: "Send what is open and was never sent",
  description: "Each incident once to each channel that its routes lead to. Doing it again sends nothing.",
  access: { ...acting, tenants: "refused" },
  body: sendUnsentBody,
  answer: sentAnswer,
});

export const alertOperations = [
  listAlerts,
  readAlert,
  acknowledgeAlert,
  snoozeAlert,
  resolveAlert,
  expectAlert,
  actOnAlerts,
  listIncidents,
  readIncident,
  listAnomalies,
  readUnsent,
  sendUnsent,
  ...routeOperations,
];
