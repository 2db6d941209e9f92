import type pg from "pg";

type Client = pg.Pool | pg.ClientBase;

/** What reservations that have not expired hold, by budget and subject ('': the budget itself), in the budget's unit. */
export async function sumReserved(
  client: Client,
  budgetIds: readonly string[] | null,
  at: Date,
): Promise<{ budget_id: string; subject: string; amount: string }[]> {
  const { rows } = await client.query<{ budget_id: string; subject: string; amount: string }>({
    name: "sum-reserved",
    text: `SELECT budget_id, subject, sum(amount)::text AS amount FROM reservation
      WHERE ($1::uuid[] IS NULL OR budget_id = ANY($1)) AND expires_at > $2 GROUP BY budget_id, subject`,
    values: [budgetIds, at],
  });
  return rows;
}

export interface HoldRow {
  tenant: string;
  id: string;
  budgetId: string;
  subject: string;
  amount: string;
  expiresMs: number;
}

export async function insertHolds(client: Client, holds: readonly HoldRow[], at: Date): Promise<void> {
  const column = <T>(of: (hold: HoldRow) => T): T[] => holds.map(of);
  await client.query(
    `INSERT INTO reservation (tenant, id, budget_id, subject, amount, created_at, expires_at)
     SELECT tenant, id, budget_id, subject, amount, $7, expires_at
     FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[], $5::numeric[], $6::timestamptz[])
       AS u(tenant, id, budget_id, subject, amount, expires_at)`,
    [
      column((hold) => hold.tenant),
      column((hold) => hold.id),
      column((hold) => hold.budgetId),
      column((hold) => hold.subject),
      column((hold) => hold.amount),
      column((hold) => new Date(hold.expiresMs)),
      at,
    ],
  );
}

/** Releases reservations; rows are locked in one order, so that two transactions that settle the same cannot block each other. */
export async function deleteHolds(client: Client, settled: readonly { tenant: string; id: string }[]): Promise<void> {
  await client.query(
    `WITH held AS (
       SELECT r.ctid FROM reservation AS r JOIN unnest($1::text[], $2::uuid[]) AS u(tenant, id) USING (tenant, id)
       ORDER BY r.tenant, r.id, r.budget_id, r.subject FOR UPDATE OF r
     ) DELETE FROM reservation WHERE ctid IN (SELECT ctid FROM held)`,
    [settled.map((each) => each.tenant), settled.map((each) => each.id)],
  );
}

/** Removes what expired; what another transaction is settling is left to it. */
export async function removeExpiredHolds(client: Client, before: Date): Promise<number> {
  const { rowCount } = await client.query(
    `DELETE FROM reservation WHERE ctid IN
       (SELECT ctid FROM reservation WHERE expires_at < $1 LIMIT 10000 FOR UPDATE SKIP LOCKED)`,
    [before],
  );
  return rowCount ?? 0;
}
