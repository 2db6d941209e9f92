import type { Severity } from "@/lib/anomalies/service";
import { atto, formatAtto } from "@/lib/platform/decimal";
import type { AlertState, Life } from "./model/life";
import type { AlertScope, AlertUnit, Contributor, Raised } from "./raised";

/** An alert as the database has it. */
export interface AlertRow {
  id: string;
  rule_id: string;
  rule_title: string;
  subject_kind: Raised["subject"]["kind"];
  subject_key: string;
  subject_label: string;
  scope: AlertScope;
  core_tenant: string | null;
  episode: string;
  threshold: string;
  severity: Severity;
  state: AlertState;
  since_close: boolean;
  began: Date;
  first_at: Date;
  last_at: Date;
  raised_at: Date;
  updated_at: Date;
  actual: number | null;
  expected: number | null;
  low: number | null;
  high: number | null;
  score: number | null;
  unit: AlertUnit;
  impact_usd: string | null;
  usd_per_hour: string | null;
  summary: string;
  facts: { label: string; value: string }[];
  contributors: Contributor[];
  tenants: string[];
  sample: Raised["sample"];
  owner: string | null;
  incident_id: string | null;
  routed: boolean;
  snoozed_until: Date | null;
  spoken_impact: string | null;
  ended_at: Date | null;
  ended_by: Life["endedBy"];
  reason: string | null;
}

const attoOrNull = (text: string | null) => (text === null ? null : atto(text));
const textOrNull = (value: bigint | null) => (value === null ? null : formatAtto(value));

export function lifeOf(row: AlertRow): Life {
  return {
    state: row.state,
    severity: row.severity,
    impact: attoOrNull(row.impact_usd),
    spoken: attoOrNull(row.spoken_impact),
    snoozedUntilMs: row.snoozed_until?.getTime() ?? null,
    endedBy: row.ended_by,
  };
}

/** The row with another life; when it ended is the moment at which it stopped to be live. */
export function withLife(row: AlertRow, life: Life, at: Date): AlertRow {
  return {
    ...row,
    state: life.state,
    severity: life.severity,
    impact_usd: textOrNull(life.impact),
    spoken_impact: textOrNull(life.spoken),
    snoozed_until: life.snoozedUntilMs === null ? null : new Date(life.snoozedUntilMs),
    ended_by: life.endedBy,
    ended_at: life.endedBy === null ? null : (row.ended_at ?? at),
    updated_at: at,
  };
}
