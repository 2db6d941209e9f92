import { atto, plainDecimal } from "@/lib/platform/decimal";
import { modelPattern } from "../model-pattern";
import type { PolicyAnswer } from "./contract";
import type { PolicyRules } from "./judge";

export interface PolicyRow {
  id: string;
  name: string;
  tenant: string | null;
  feature: string | null;
  environment: string | null;
  allowed_models: string[];
  denied_models: string[];
  require_pinned: boolean;
  max_tokens: number | null;
  max_cost: string | null;
  on_ask: "deny" | "warn";
  note: string | null;
  created_at: Date;
  created_by: string;
  changed_at: Date | null;
  changed_by: string | null;
  deleted_at: Date | null;
}

export function policyAnswer(row: PolicyRow, violationsLastDay: number): PolicyAnswer {
  return {
    id: row.id,
    name: row.name,
    tenant: row.tenant,
    feature: row.feature,
    environment: row.environment,
    allowed_models: row.allowed_models,
    denied_models: row.denied_models,
    require_pinned: row.require_pinned,
    max_tokens_per_request: row.max_tokens,
    max_cost_usd_per_request: plainDecimal(row.max_cost),
    on_ask: row.on_ask,
    note: row.note,
    created_at: row.created_at.toISOString(),
    created_by: row.created_by,
    changed_at: row.changed_at?.toISOString() ?? null,
    changed_by: row.changed_by,
    deleted_at: row.deleted_at?.toISOString() ?? null,
    violations_last_day: violationsLastDay,
  };
}

export function rulesOf(row: PolicyRow): PolicyRules {
  return {
    allowed: row.allowed_models.map(modelPattern),
    denied: row.denied_models.map(modelPattern),
    requirePinned: row.require_pinned,
    maxTokens: row.max_tokens,
    maxCost: row.max_cost === null ? null : atto(row.max_cost),
  };
}
