import { z } from "zod";
import { filterText, moment } from "@/lib/platform/http/fields";

/** Alerts and incidents on the wire. Measured values are estimates; money is a decimal string in US dollars. */

export const instant = z.iso.datetime().meta({ description: "RFC 3339, UTC" });
const dollars = z.string().meta({ description: "US dollars, a plain decimal", example: "12.5" });
export const nextCursor = z.string().nullable().meta({ description: "For the next page; null on the last" });
const labelled = z.object({ label: z.string(), value: z.string() });
const scope = z.record(z.string(), z.string());

export const SEVERITY_NAMES = ["info", "warning", "critical"] as const;
export const severity = z.enum(SEVERITY_NAMES, `must be one of ${SEVERITY_NAMES.join(", ")}`);
const STATE_NAMES = ["open", "acknowledged", "snoozed", "resolved", "expected"] as const;
export const alertState = z.enum(STATE_NAMES, `must be one of ${STATE_NAMES.join(", ")}`);
const INCIDENT_STATES = ["open", "acknowledged", "snoozed", "resolved"] as const;
const incidentState = z.enum(INCIDENT_STATES, `must be one of ${INCIDENT_STATES.join(", ")}, live`);

const figures = {
  actual: z.number().nullable(),
  expected: z.number().nullable().meta({ description: "What was expected, with the band between low and high" }),
  low: z.number().nullable(),
  high: z.number().nullable(),
  score: z.number().nullable().meta({ description: "How sure a statistical rule is, 0 to 1" }),
  unit: z.string().nullable().meta({ description: "usd, tokens, requests, share (0 to 1), ms, count" }),
  impact_usd: dollars.nullable().meta({ description: "Dollars beyond what was expected so far; only grows" }),
  usd_per_hour: dollars.nullable(),
};

export const incidentSummary = z
  .object({
    id: z.uuid(),
    state: incidentState,
    severity,
    title: z.string(),
    opened_at: instant,
    first_at: instant,
    last_at: instant,
    ended_at: instant.nullable(),
    impact_usd: dollars.nullable().meta({ description: "Of all its alerts together, shared events counted once" }),
    usd_per_hour: dollars.nullable(),
    tenants: z.array(z.string()),
    alerts: z.number(),
    paged_at: instant.nullable().meta({ description: "When somebody was told first; null: nobody was" }),
    merged_into: z.uuid().nullable().meta({ description: "The incident that it turned out to be part of" }),
  })
  .meta({ id: "Incident" });

export const alert = z
  .object({
    id: z.uuid(),
    rule: z.object({ id: z.string(), title: z.string() }),
    subject: z.object({ kind: z.string(), key: z.string(), label: z.string() }),
    scope,
    episode: z.string(),
    threshold: z.string().nullable(),
    severity,
    state: alertState,
    since_close: z.boolean().meta({ description: "About a closed period: recorded, nobody was paged" }),
    began: instant,
    first_at: instant.meta({ description: "Event time at which it was first told" }),
    last_at: instant.meta({ description: "Event time at which it was last told" }),
    raised_at: instant,
    updated_at: instant,
    ...figures,
    summary: z.string(),
    facts: z.array(labelled),
    contributors: z.array(
      z.object({ name: z.string(), value: z.string(), scope: scope.optional(), share: z.number().optional() }),
    ),
    tenants: z.array(z.string()),
    sample: z
      .object({ correlation_id: z.string().nullable(), request_ids: z.array(z.string()) })
      .nullable()
      .meta({ description: "Calls that show it" }),
    owner: z.string().nullable(),
    incident_id: z.uuid().nullable(),
    routed: z.boolean().meta({ description: "False: no route leads from it to a channel, it waits here alone" }),
    snoozed_until: instant.nullable(),
    ended_at: instant.nullable(),
    ended_by: z.enum(["condition", "person"]).nullable(),
    reason: z.string().nullable(),
    links: z.object({ alert: z.string(), requests: z.string(), stop: z.string() }).meta({ description: "Paths of the console" }),
  })
  .meta({ id: "Alert" });

export const note = z.object({
  id: z.string(),
  at: instant,
  who: z.string(),
  what: z.string().meta({ example: "acknowledged" }),
  detail: z.record(z.string(), z.unknown()).nullable(),
  alert_id: z.uuid().nullable(),
});

const delivery = z.object({
  id: z.uuid(),
  channel: z.object({ id: z.uuid(), name: z.string(), kind: z.string() }).nullable(),
  state: z.string(),
  reason: z.string().nullable(),
  attempts: z.number(),
  last_status: z.number().nullable(),
  last_error: z.string().nullable(),
  created_at: instant,
  finished_at: instant.nullable(),
});

export const alertDetail = alert
  .extend({
    incident: incidentSummary.nullable(),
    related: z.array(alert).meta({ description: "The other alerts of its incident" }),
    timeline: z.array(note),
    deliveries: z.array(delivery).meta({ description: "What was sent of its incident" }),
    channels: z.array(z.string()).meta({ description: "Names of the channels that its routes lead to now" }),
  })
  .meta({ id: "AlertDetail" });

export const incidentDetail = z.object({
  incident: incidentSummary,
  contributors: z.array(labelled.omit({ label: true }).extend({ name: z.string() })),
  alerts: z.array(alert),
  timeline: z.array(note),
  deliveries: z.array(delivery),
});

const many = <T extends z.ZodType>(item: T) =>
  z
    .union([item, z.array(item)])
    .transform((given) => (Array.isArray(given) ? given : [given]))
    .optional();

const paging = {
  limit: z.coerce
    .number("is not a number")
    .int("is not a whole number")
    .min(1, "is below 1")
    .max(500, "is above 500")
    .default(50),
  cursor: z.string().max(512).optional().meta({ description: "next_cursor of the answer before" }),
};

const filters = {
  severity: many(severity),
  tenant: many(filterText),
  from: moment.optional().meta({ description: "Raised at or after" }),
  to: moment.optional().meta({ description: "Raised before" }),
};

export const alertsQuery = z.object({
  ...filters,
  state: many(z.enum([...STATE_NAMES, "live"], `must be one of ${STATE_NAMES.join(", ")}, live`)).meta({
    description: "live: open, acknowledged and snoozed. May be given several times; left out: all",
  }),
  rule: many(filterText),
  feature: many(filterText),
  environment: many(filterText),
  provider: many(filterText),
  model: many(filterText),
  key: many(filterText),
  user: many(filterText),
  incident: z.uuid("is not an id").optional(),
  search: filterText.optional().meta({ description: "Part of the subject's name or of the summary" }),
  routed: z.stringbool("must be true or false").optional(),
  sort: z
    .enum(["impact", "newest"], "must be one of impact, newest")
    .default("newest")
    .meta({ description: "impact: the dearest first" }),
  ...paging,
});

export const alertsAnswer = z.object({
  alerts: z.array(alert),
  next_cursor: nextCursor,
  open: z.object({ info: z.number(), warning: z.number(), critical: z.number() }).meta({
    description: "How many are open over all, whatever the filter",
  }),
});

export const incidentsQuery = z.object({
  ...filters,
  state: many(z.enum([...INCIDENT_STATES, "live"], `must be one of ${INCIDENT_STATES.join(", ")}, live`)),
  sort: z.enum(["impact", "newest"], "must be one of impact, newest").default("newest"),
  ...paging,
});

export const incidentsAnswer = z.object({ incidents: z.array(incidentSummary), next_cursor: nextCursor });

export const anomaliesAnswer = z.object({
  anomalies: z.array(
    alert.pick({
      id: true,
      rule: true,
      subject: true,
      scope: true,
      severity: true,
      state: true,
      began: true,
      last_at: true,
      actual: true,
      expected: true,
      low: true,
      high: true,
      score: true,
      unit: true,
      impact_usd: true,
      usd_per_hour: true,
      summary: true,
      tenants: true,
      incident_id: true,
      reason: true,
    }),
  ),
  next_cursor: nextCursor,
});

export type AlertAnswer = z.input<typeof alert>;
export type AlertDetailAnswer = z.input<typeof alertDetail>;
export type IncidentAnswer = z.input<typeof incidentSummary>;
export type IncidentDetailAnswer = z.input<typeof incidentDetail>;
export type AlertsQuery = z.output<typeof alertsQuery>;
export type AlertsAnswer = z.input<typeof alertsAnswer>;
export type IncidentsQuery = z.output<typeof incidentsQuery>;
export type NoteAnswer = z.input<typeof note>;
export type DeliveryAnswer = z.input<typeof delivery>;
