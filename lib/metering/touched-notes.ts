import type pg from "pg";

/** Usage that changed, as a committed transaction noted it. */
export interface TouchedNote {
  tenants: readonly string[];
  seriesIds: readonly number[];
  firstMs: number;
  lastMs: number;
  notedMs: number;
  cause: string;
  /** Whose usage of the last hour changed; empty for a reader that does not ask for them. */
  users: readonly string[];
}

interface Row {
  xmin: string;
  id: number | null;
  fresh: boolean;
  tenants: string[];
  series_ids: string[];
  first_time: Date;
  last_time: Date;
  noted_at: Date;
  cause: string;
  users: string[];
}

/**
 * Follows the notes of committed transactions. Ids and transaction numbers can become visible out of order, so each look
 * begins at the oldest transaction that was still running at the look before and leaves out what it has seen: nothing is missed,
 * and nothing waits for a long transaction to end.
 */
export class TouchedNotes {
  private horizon: string | null = null;
  private seen = new Set<number>();

  /** @param withUsers whether to read whose usage changed as well: there may be many */
  constructor(private readonly withUsers = false) {}

  /** Takes note of the present: only what is committed later is told. */
  async begin(client: pg.Pool | pg.ClientBase): Promise<void> {
    this.horizon = null;
    this.seen = new Set();
    await this.look(client);
  }

  /** What was committed since the last look. */
  async look(client: pg.Pool | pg.ClientBase): Promise<TouchedNote[]> {
    const { rows } = await client.query<Row>({
      name: this.withUsers ? "read-touched-users" : "read-touched",
      text: `WITH now AS (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xmin)
        SELECT now.xmin::text, t.id, t.xid >= now.xmin AS fresh, t.tenants, t.series_ids, t.first_time, t.last_time, t.noted_at, t.cause,
          ${this.withUsers ? "t.users" : "'{}'::text[] AS users"}
        FROM now LEFT JOIN touched_scope AS t
          ON t.xid >= coalesce($1::xid8, (SELECT xmin FROM now)) AND NOT (t.id = ANY($2::bigint[]))`,
      values: [this.horizon, [...this.seen]],
    });
    const before = this.horizon;
    this.horizon = rows[0]?.xmin ?? before;
    const notes: TouchedNote[] = [];
    for (const row of rows) {
      if (row.id === null) continue;
      if (row.fresh) this.seen.add(row.id);
      if (before === null) continue;
      notes.push({
        tenants: row.tenants,
        seriesIds: row.series_ids.map(Number),
        firstMs: row.first_time.getTime(),
        lastMs: row.last_time.getTime(),
        notedMs: row.noted_at.getTime(),
        cause: row.cause,
        users: row.users,
      });
    }
    if (this.seen.size > 0) await this.forget(client);
    return notes;
  }

  /** Drops what lies behind the horizon from what was seen. */
  private async forget(client: pg.Pool | pg.ClientBase): Promise<void> {
    const { rows } = await client.query<{ id: number }>({
      name: "still-fresh-notes",
      text: "SELECT id FROM touched_scope WHERE id = ANY($1::bigint[]) AND xid >= $2::xid8",
      values: [[...this.seen], this.horizon],
    });
    this.seen = new Set(rows.map(({ id }) => id));
  }
}
