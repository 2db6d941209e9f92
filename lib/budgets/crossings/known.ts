import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { DAY_MS } from "@/lib/platform/time";
import { subjectKey } from "../readings/groups";

interface Row {
  budget_id: string;
  subject: string;
  threshold: string;
  episode: boolean;
  period_start: Date;
}

/** The facts of present periods and the episodes that last, so that they are not looked up again and again. */
export class KnownCrossings {
  private crossed = new Set<string>();
  private open = new Set<string>();

  /** Reads them anew: other instances note facts too. */
  async load(): Promise<void> {
    const { rows } = await pool().query<Row>(
      `SELECT budget_id, subject, threshold, episode, period_start FROM budget_crossing
       WHERE (episode AND ended_at IS NULL) OR (NOT episode AND period_end > $1)`,
      [new Date(nowMs() - DAY_MS)],
    );
    this.crossed = new Set();
    this.open = new Set();
    for (const row of rows) {
      const key = subjectKey(row.budget_id, row.subject === "" ? null : row.subject);
      this.add(key, row.threshold, row.episode ? null : row.period_start.getTime());
    }
  }

  /** @param periodStartMs null for an episode */
  has(key: string, threshold: string, periodStartMs: number | null): boolean {
    return periodStartMs === null
      ? this.open.has(`${key} ${threshold}`)
      : this.crossed.has(`${key} ${threshold} ${periodStartMs}`);
  }

  add(key: string, threshold: string, periodStartMs: number | null): void {
    if (periodStartMs === null) this.open.add(`${key} ${threshold}`);
    else this.crossed.add(`${key} ${threshold} ${periodStartMs}`);
  }

  end(key: string, threshold: string): void {
    this.open.delete(`${key} ${threshold}`);
  }
}
