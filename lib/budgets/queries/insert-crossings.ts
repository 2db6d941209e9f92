import type pg from "pg";
import { formatAtto } from "@/lib/platform/decimal";
import type { Crossing } from "../crossings/crossing";
import { thresholdKey } from "../model/thresholds";

/** Of the text $1: facts as `stored` writes them. */
const GIVEN = `jsonb_to_recordset($1::jsonb) AS g(id uuid, budget_id uuid, subject text, threshold text, episode boolean,
       period_start timestamptz, period_end timestamptz, measured numeric, spent numeric, limit_amount numeric, forecast numeric,
       event_time timestamptz, noted_at timestamptz, since_close boolean, cause text)`;

/**
 * Notes facts that are not noted yet, and that those hold again which a raised limit had ended.
 * @returns those that were new, or hold again
 */
export async function insertCrossings(client: pg.ClientBase, crossings: readonly Crossing[]): Promise<Crossing[]> {
  const given = [JSON.stringify(crossings.map(stored))];
  const again = await client.query<{ id: string }>(
    `UPDATE budget_crossing AS c SET ended_at = NULL FROM ${GIVEN}
     WHERE NOT c.episode AND NOT g.episode AND c.ended_at IS NOT NULL AND c.budget_id = g.budget_id AND c.subject = g.subject
       AND c.threshold = g.threshold AND c.period_start = g.period_start RETURNING g.id`,
    given,
  );
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO budget_crossing (id, budget_id, subject, threshold, episode, period_start, period_end, measured, spent,
       limit_amount, forecast, event_time, noted_at, since_close, cause)
     SELECT g.id, g.budget_id, g.subject, g.threshold, g.episode, g.period_start, g.period_end, g.measured, g.spent,
       g.limit_amount, g.forecast, g.event_time, g.noted_at, g.since_close, g.cause
     FROM ${GIVEN}
     -- Two instances that note the same facts take them in one order.
     ORDER BY g.budget_id, g.subject, g.threshold, g.period_start
     ON CONFLICT DO NOTHING RETURNING id`,
    given,
  );
  const made = new Set([...again.rows, ...rows].map(({ id }) => id));
  return crossings.filter(({ id }) => made.has(id));
}

const time = (ms: number) => new Date(ms).toISOString();

function stored(crossing: Crossing) {
  const { id, budget, subject, episode, cause, sinceClose } = crossing;
  return {
    ...{ id, episode, cause },
    budget_id: budget.id,
    subject: subject ?? "",
    threshold: thresholdKey(crossing.threshold),
    period_start: time(crossing.periodStartMs),
    period_end: time(crossing.periodEndMs),
    measured: formatAtto(crossing.measured),
    spent: formatAtto(crossing.spent),
    limit_amount: formatAtto(crossing.limit),
    forecast: crossing.forecast === null ? null : formatAtto(crossing.forecast),
    event_time: time(crossing.eventMs),
    noted_at: time(crossing.notedMs),
    since_close: sinceClose,
  };
}
