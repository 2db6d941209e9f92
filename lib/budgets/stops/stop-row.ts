import { plainDecimal } from "@/lib/platform/decimal";
import type { CallScope } from "../call-scope";
import type { DecisionCoverage } from "../coverage/contract";
import type { Asker } from "./asker";
import type { StopAnswer } from "./contract";

export interface StopRow {
  id: string;
  mode: "block" | "throttle";
  tenant: string | null;
  feature: string | null;
  environment: string | null;
  provider: string | null;
  model: string | null;
  key: string | null;
  user_id: string | null;
  tags: Record<string, string>;
  requests_per_minute: number | null;
  usd_per_minute: string | null;
  reason: string;
  created_at: Date;
  created_by: string;
  creator: string;
  expires_at: Date | null;
  expired_at: Date | null;
  lifted_at: Date | null;
  lifted_by: string | null;
  lift_reason: string | null;
  version: number;
}

export function scopeOf(row: StopRow): CallScope {
  const { tenant, feature, environment, provider, model, key, user_id: user, tags } = row;
  return { tenant, feature, environment, provider, model, key, user, tags };
}

/** It ends at the instant of its expiry, whether or not anybody has noted that yet. */
export function stateOf(row: StopRow, atMs: number): "active" | "lifted" | "expired" {
  if (row.lifted_at) return "lifted";
  return row.expired_at || (row.expires_at && row.expires_at.getTime() <= atMs) ? "expired" : "active";
}

export function stopAnswer(row: StopRow, asker: Asker, atMs: number, coverage: DecisionCoverage | null = null): StopAnswer {
  const state = stateOf(row, atMs);
  return {
    id: row.id,
    mode: row.mode,
    scope: scopeOf(row),
    requests_per_minute: row.requests_per_minute,
    usd_per_minute: plainDecimal(row.usd_per_minute),
    reason: row.reason,
    state,
    created_at: row.created_at.toISOString(),
    created_by: row.created_by,
    expires_at: row.expires_at?.toISOString() ?? null,
    lifted_at: row.lifted_at?.toISOString() ?? null,
    lifted_by: row.lifted_by,
    lift_reason: row.lift_reason,
    version: row.version,
    may_lift: state === "active" && (asker.admin || (asker.mayChange && row.creator === asker.id)),
    coverage,
  };
}
