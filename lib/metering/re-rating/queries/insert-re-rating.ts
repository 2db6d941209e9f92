import type pg from "pg";
import { formatAtto } from "@/lib/platform/decimal";
import type { Difference } from "../difference";
import type { EventSelection } from "./stream-events";

export interface ReRatingRecord {
  id: string;
  createdAt: Date;
  createdBy: string;
  reason: string;
  selection: EventSelection;
  applied: boolean;
}

/** Keeps what a re-rating would do, or did. */
export async function insertReRating(client: pg.ClientBase, record: ReRatingRecord, difference: Difference): Promise<void> {
  const { total } = difference;
  await client.query(
    `INSERT INTO re_rating (id, created_at, created_by, reason, filter, status, applied_at, events_changed,
                            effective_cost_before, effective_cost_after, difference)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      record.id,
      record.createdAt,
      record.createdBy,
      record.reason,
      JSON.stringify(record.selection),
      record.applied ? "applied" : "dry_run",
      record.applied ? record.createdAt : null,
      total.events,
      total.before === null ? null : formatAtto(total.before),
      total.after === null ? null : formatAtto(total.after),
      JSON.stringify({
        examined: difference.examined,
        priced: difference.priced,
        unpriced: difference.unpriced,
        rows: difference.rows(),
      }),
    ],
  );
}
