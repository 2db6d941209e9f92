import type { Severity } from "@/lib/anomalies/service";

export type IncidentState = "open" | "acknowledged" | "snoozed" | "resolved";

/** An incident as the database has it. */
export interface IncidentRow {
  id: string;
  state: IncidentState;
  severity: Severity;
  title: string;
  lead_id: string | null;
  first_at: Date;
  last_at: Date;
  opened_at: Date;
  updated_at: Date;
  ended_at: Date | null;
  merged_into: string | null;
  impact_usd: string | null;
  usd_per_hour: string | null;
  tenants: string[];
  paged_at: Date | null;
  /** Channels that were told of it. */
  told: string[];
  /** How often it spoke: makes the keys of its messages. */
  spoken: number;
  spoken_severity: Severity | null;
  spoken_impact: string | null;
  amend_due_at: Date | null;
  amended_at: Date | null;
}
