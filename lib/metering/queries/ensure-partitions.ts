import type pg from "pg";

/** One lock for whoever adds or takes away a month of usage_event, in every instance. */
export const PARTITION_LOCK = 7_310_001;

const MONTH = /^\d{4}(0[1-9]|1[0-2])$/;

/** The month (UTC, as YYYYMM) whose partition holds an event of this time, milliseconds since the epoch. */
export function monthOf(timeMs: number): string {
  const date = new Date(timeMs);
  return String(date.getUTCFullYear()).padStart(4, "0") + String(date.getUTCMonth() + 1).padStart(2, "0");
}

/** [from, to) of a month as RFC 3339 instants. */
export function boundsOf(month: string): { from: string; to: string } {
  if (!MONTH.test(month)) throw new RangeError(`not a month as YYYYMM: ${month}`);
  const year = Number(month.slice(0, 4));
  const index = Number(month.slice(4)) - 1;
  const instant = (at: number) => new Date(Date.UTC(2000, at, 1)).toISOString();
  const base = (year - 2000) * 12 + index;
  return { from: instant(base), to: instant(base + 1) };
}

export function partitionName(month: string): string {
  return `usage_event_${month}`;
}

/**
 * Makes the monthly partitions of usage_event that are missing; may be called by many at once.
 * Call it before the inserting transaction begins: it works in a transaction of its own and
 * locks the default partition for a moment, and waits for whoever has just written to it.
 * @param months as `monthOf` gives them (YYYYMM, UTC)
 */
export async function ensurePartitions(pool: pg.Pool, months: readonly string[]): Promise<void> {
  const wanted = [...new Set(months)].map((month) => ({ name: partitionName(month), ...boundsOf(month) }));
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    if ((await missing(client, wanted)).length === 0) return;
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1)", [PARTITION_LOCK]);
    const absent = await missing(client, wanted);
    if (absent.length > 0) await client.query("LOCK TABLE ONLY usage_event_default IN ACCESS EXCLUSIVE MODE");
    for (const partition of absent) await create(client, partition);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

interface Partition {
  name: string;
  from: string;
  to: string;
}

async function missing(client: pg.PoolClient, wanted: readonly Partition[]): Promise<Partition[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT child.relname AS name FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
     WHERE inhparent = 'usage_event'::regclass AND child.relname = ANY ($1)`,
    [wanted.map((each) => each.name)],
  );
  const present = new Set(rows.map((row) => row.name));
  return wanted.filter((each) => !present.has(each.name));
}

/**
 * Attaching instead of CREATE ... PARTITION OF keeps writers of other months going: the parent is
 * not locked against them. Rows of the month that the default partition took in meanwhile move along.
 */
async function create(client: pg.PoolClient, { name, from, to }: Partition): Promise<void> {
  await client.query(`CREATE TABLE ${name} (LIKE usage_event INCLUDING ALL)`);
  await client.query(
    `WITH moved AS (DELETE FROM ONLY usage_event_default WHERE time >= '${from}' AND time < '${to}' RETURNING *)
     INSERT INTO ${name} SELECT * FROM moved`,
  );
  await client.query(`ALTER TABLE usage_event ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}')`);
}
