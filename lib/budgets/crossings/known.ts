import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { atto } from "@/lib/platform/decimal";
import { DAY_MS } from "@/lib/platform/time";
import { subjectKey } from "../readings/groups";

interface Row {
  budget_id: string;
  subject: string;
  threshold: string;
  episode: boolean;
  period_start: Date;
  limit_amount: string;
}

/** The facts of present periods and the episodes that last, so that they are not looked up again and again. */
export class KnownCrossings {
  /** With the limit that each was crossed of. */
  private crossed = new Map<string, bigint>();
  private open = new Set<string>();

  /** Reads them anew: other instances note facts too. */
  async load(): Promise<void> {
    const { rows } = await pool().query<Row>(
      `SELECT budget_id, subject, threshold, episode, period_start, limit_amount::text FROM budget_crossing
       WHERE ended_at IS NULL AND (episode OR period_end > $1)`,
      [new Date(nowMs() - DAY_MS)],
    );
    this.crossed = new Map();
    this.open = new Set();
    for (const row of rows) {
      const key = subjectKey(row.budget_id, row.subject === "" ? null : row.subject);
      this.add(key, row.threshold, row.episode ? null : row.period_start.getTime(), atto(row.limit_amount));
    }
  }

  /** @param periodStartMs null for an episode */
  has(key: string, threshold: string, periodStartMs: number | null): boolean {
    return periodStartMs === null
      ? this.open.has(`${key} ${threshold}`)
      : this.crossed.has(`${key} ${threshold} ${periodStartMs}`);
  }

  /** The limit of which a threshold of a period is known to be crossed; null where it is not. */
  limitOf(key: string, threshold: string, periodStartMs: number): bigint | null {
    return this.crossed.get(`${key} ${threshold} ${periodStartMs}`) ?? null;
  }

  add(key: string, threshold: string, periodStartMs: number | null, limit: bigint): void {
    if (periodStartMs === null) this.open.add(`${key} ${threshold}`);
    else this.crossed.set(`${key} ${threshold} ${periodStartMs}`, limit);
  }

  end(key: string, threshold: string, periodStartMs: number | null): void {
    if (periodStartMs === null) this.open.delete(`${key} ${threshold}`);
    else this.crossed.delete(`${key} ${threshold} ${periodStartMs}`);
  }
}
