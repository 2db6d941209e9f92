import { nowMs, setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { HOUR_MS, MINUTE_MS } from "@/lib/platform/time";
import { record } from "@/tests/spent-usage";
import { closeHours, learnHistory } from "../baselines/close-hours";
import type { Evaluator } from "./evaluator";
import { tellClosing } from "./tell-closing";

/** For tests: usage as services would send it, minute by minute, with the clock going along. */

let serial = 0;

export interface Calls {
  tenant: string;
  feature?: string;
  model?: string;
  /** Calls in a minute. */
  count: number;
  usd?: number;
  input?: number;
  output?: number;
  /** So many of them fail with this status. */
  failed?: number;
  status?: number;
  fields?: Record<string, unknown>;
}

/** Events of one minute, spread over it. */
export function callsOf(calls: Calls, atMs: number): Record<string, unknown>[] {
  const {
    tenant,
    feature = "chat",
    model = "gpt-4o",
    count,
    usd = 0.001,
    input = 100,
    output = 50,
    failed = 0,
    status = 500,
  } = calls;
  return Array.from({ length: count }, (_, index) => {
    const fails = index < failed;
    return {
      id: `w${serial++}`,
      ...{ tenant, feature, model, provider: "openai", environment: "production" },
      timestamp: new Date(atMs + Math.floor((index * MINUTE_MS) / count)).toISOString(),
      ...(fails ? { status, error_code: "failed" } : { status: 200 }),
      cost_usd: (fails ? 0 : usd).toFixed(6),
      usage: fails ? { input_tokens: 0, output_tokens: 0 } : { input_tokens: input, output_tokens: output },
      ...calls.fields,
    };
  });
}

/** History up to `untilMs`, an hour's calls at its beginning, and the baselines that learn it. */
export async function history(days: number, untilMs: number, of: (hourMs: number) => Calls[]): Promise<void> {
  setClock(new Date(untilMs));
  let batch: Record<string, unknown>[] = [];
  for (let hourMs = untilMs - days * 24 * HOUR_MS; hourMs < untilMs; hourMs += HOUR_MS) {
    for (const calls of of(hourMs)) batch.push(...callsOf(calls, hourMs + 20 * MINUTE_MS));
    if (batch.length > 3000) {
      await record(batch);
      batch = [];
    }
  }
  if (batch.length > 0) await record(batch);
  setClock(new Date(untilMs + MINUTE_MS));
  await closeHours(tellClosing);
  while (await learnHistory(100)) {}
}

/** Lets minutes pass: in each the calls are recorded and every evaluator looks; hours close. */
export async function pass(evaluators: readonly Evaluator[], minutes: number, of: (minute: number) => Calls[]): Promise<void> {
  const startMs = nowMs();
  for (let minute = 0; minute < minutes; minute++) {
    const atMs = startMs + minute * MINUTE_MS;
    const events = of(minute).flatMap((calls) => callsOf(calls, atMs));
    setClock(new Date(atMs + MINUTE_MS - 1));
    if (events.length > 0) await record(events);
    // At once, and no two at the same instant.
    const looks = evaluators.map((evaluator, index) => {
      setClock(new Date(atMs + MINUTE_MS - 1 - 50 * index));
      return evaluator.look();
    });
    await Promise.all(looks);
    setClock(new Date(atMs + MINUTE_MS - 1));
    if ((atMs + MINUTE_MS) % HOUR_MS === MINUTE_MS && (await closeHours(tellClosing)))
      for (const evaluator of evaluators) evaluator.followBaselines();
  }
  setClock(new Date(startMs + minutes * MINUTE_MS));
}

export interface AlertRow {
  rule_id: string;
  subject_key: string;
  threshold: string;
  episode: string;
  severity: string;
  state: string;
  summary: string;
  tenants: string[];
  contributors: { name: string }[];
}

export async function alertsOf(tenant?: string): Promise<AlertRow[]> {
  const { rows } = await pool().query<AlertRow>(
    `SELECT rule_id, subject_key, threshold, episode, severity, state, summary, tenants, contributors FROM alert
     WHERE $1::text IS NULL OR $1 = ANY(tenants) ORDER BY raised_at, rule_id, subject_key, threshold`,
    [tenant ?? null],
  );
  return rows;
}
