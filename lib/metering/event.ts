import type { Atto } from "@/lib/platform/decimal";
import type { FieldError } from "@/lib/platform/errors";
import type { UsageQuantities } from "@/lib/pricing/usage-classes";

/** One usage event after parsing and normalising: everything the recorder stores, nothing it must look up. */
export interface ParsedEvent {
  tenant: string;
  source: string;
  id: string;
  /** Event time, epoch milliseconds (for bucketing) and RFC 3339 UTC with at most 6 fractional digits (stored). */
  timeMs: number;
  time: string;
  /** True when the sender gave a timestamp (a correction without one takes its original's). */
  timeGiven: boolean;
  feature: string;
  environment: string;
  /** As sent, else null: the price book makes it canonical or infers it. */
  provider: string | null;
  model: string;
  user: string | null;
  requestModel: string | null;
  operation: string | null;
  serviceTier: string | null;
  region: string | null;
  /** Hex SHA-256 of the provider key; the recorder stores its HMAC. */
  keyDigest: string | null;
  keyLast4: string | null;
  requestId: string | null;
  correlationId: string | null;
  status: number | null;
  errorCode: string | null;
  finishReason: string | null;
  attempt: number | null;
  latencyMs: number | null;
  cacheHit: boolean;
  estimated: boolean;
  corrects: string | null;
  reservationId: string | null;
  tags: Record<string, string> | null;
  /** The remaining known fields, snake_case, only those given: trace_id, route, streamed, rate_limit, ... */
  attributes: Record<string, unknown> | null;
  /** Disjoint classes; null when the event carried no usage. */
  usage: UsageQuantities | null;
  /** The usage object as sent (redacted). */
  rawUsage: unknown;
  reportedCost: Atto | null;
  /** "usage": the provider's own figure inside `usage` (OpenRouter, xAI), always trusted. */
  reportedBy: "event" | "usage" | null;
  /** SHA-256 (first 16 bytes, in hex) over the canonical JSON as sent, before defaults and redaction. */
  payloadHash: string;
  /** JSON text of the event as sent, after redaction: kept when it is rejected later. */
  redacted: boolean;
  warnings: string[];
}

export type ParseOutcome =
  | { ok: true; event: ParsedEvent }
  | {
      ok: false;
      errors: FieldError[];
      tenant: string | null;
      id: string | null;
      /** The event as sent, key-shaped strings masked. */
      payload: unknown;
      redacted: boolean;
      warnings: string[];
    };

export type Pricing = "priced" | "reported" | "estimated" | "unpriced" | "unbilled";

/** What became of one event of a request, in its order. */
export interface EventResult {
  index: number;
  id: string | null;
  status: "accepted" | "duplicate" | "conflict" | "rejected";
  costUsd: string | null;
  pricing: Pricing | null;
  errors?: FieldError[];
  warnings?: string[];
}
