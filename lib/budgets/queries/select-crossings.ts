import type pg from "pg";
import { plainDecimal } from "@/lib/platform/decimal";
import type { Reach } from "@/lib/platform/reach";
import { rfc3339 } from "@/lib/platform/time";
import { parseThresholdKey } from "../model/thresholds";
import type { CrossingAnswer } from "../readings/contract";
import { budgetWithin } from "./load-budgets";

interface Row {
  id: string;
  budget_id: string;
  budget_name: string;
  subject: string;
  threshold: string;
  period_start: Date;
  period_end: Date;
  measured: string;
  spent: string;
  limit_amount: string;
  forecast: string | null;
  event_time: Date;
  noted_at: Date;
  since_close: boolean;
  cause: string;
  ended_at: Date | null;
}

export interface CrossingChoice {
  budget?: string | undefined;
  subject?: string | null | undefined;
  /** Of periods that end after this. */
  endsAfterMs?: number;
  /** Beyond this place. */
  after?: readonly [number, string] | null;
  limit: number;
  /** Only of budgets within it. */
  reach?: Reach;
}

/** Facts, newest first. */
export async function selectCrossings(client: pg.Pool | pg.ClientBase, choice: CrossingChoice): Promise<CrossingAnswer[]> {
  const { budget, subject, endsAfterMs, after, limit } = choice;
  const { rows } = await client.query<Row>(
    `SELECT c.*, b.name AS budget_name FROM budget_crossing AS c JOIN budget AS b ON b.id = c.budget_id
     WHERE ($1::uuid IS NULL OR c.budget_id = $1) AND ($2::text IS NULL OR c.subject = $2)
       AND ($3::timestamptz IS NULL OR c.period_end > $3)
       AND ($4::timestamptz IS NULL OR (c.noted_at, c.id) < ($4, $5::uuid))
       AND ${budgetWithin("b.scope", "$7")}
     ORDER BY c.noted_at DESC, c.id DESC LIMIT $6`,
    [
      budget ?? null,
      subject === undefined ? null : (subject ?? ""),
      endsAfterMs === undefined ? null : new Date(endsAfterMs),
      after ? new Date(after[0]) : null,
      after?.[1] ?? null,
      limit,
      choice.reach?.tenants ?? null,
    ],
  );
  return rows.map(crossingAnswer);
}

function crossingAnswer(row: Row): CrossingAnswer {
  const threshold = parseThresholdKey(row.threshold);
  const burn = threshold.kind === "burn_rate";
  return {
    id: row.id,
    budget_id: row.budget_id,
    budget_name: row.budget_name,
    subject: row.subject || null,
    kind: threshold.kind,
    percent: burn ? null : threshold.percent,
    window: burn ? threshold.window : null,
    multiple: burn ? threshold.multiple : null,
    period_start: rfc3339(row.period_start.getTime()),
    period_end: rfc3339(row.period_end.getTime()),
    spent: plainDecimal(row.spent) ?? "0",
    limit: plainDecimal(row.limit_amount) ?? "0",
    measured: plainDecimal(row.measured) ?? "0",
    forecast: plainDecimal(row.forecast),
    event_time: rfc3339(row.event_time.getTime()),
    noted_at: rfc3339(row.noted_at.getTime()),
    since_close: row.since_close,
    cause: row.cause,
    ended_at: row.ended_at === null ? null : rfc3339(row.ended_at.getTime()),
  };
}
