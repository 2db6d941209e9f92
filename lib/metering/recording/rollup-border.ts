import type pg from "pg";
import type { Statement } from "@/lib/platform/send-together";
import { QUARTER_MS } from "@/lib/platform/time";

/** Advisory lock between those who add to rollups (shared) and those who move or rebuild them (exclusive). */
const ROLLUP_LOCK = 7_220_411;
/** How far behind the present usage is folded: late events within it cost no more than punctual ones. */
export const FOLD_DELAY_MS = 75 * 60_000;

/** Where rollups change hands: see docs/decisions/0003. */
export interface FoldBorder {
  foldedUntilMs: number;
  /** The zone in which rollup_day's days begin. */
  dayZone: string;
}

/** The border a process may move to at `nowMs`: a quarter-hour boundary. */
export function foldTarget(nowMs: number): number {
  return Math.floor((nowMs - FOLD_DELAY_MS) / QUARTER_MS) * QUARTER_MS;
}

/**
 * Takes the rollup lock for the rest of the transaction. "shared" to add usage: the border
 * cannot move meanwhile; "exclusive" to fold, rebuild or re-rate: nobody adds meanwhile.
 */
export async function lockRollups(client: pg.ClientBase, mode: "shared" | "exclusive"): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock${mode === "shared" ? "_shared" : ""}($1)`, [ROLLUP_LOCK]);
}

/** The border, and the tags whose rollups count every event that has them. */
export interface RollupState extends FoldBorder {
  countedTags: readonly string[];
}

const COUNTED_TAGS = "counted_tags";

/** Statements: lockRollups "shared", and what readBorder asks. */
export const LOCK_SHARED: Statement = {
  name: "lock-rollups-shared",
  text: `SELECT pg_advisory_xact_lock_shared(${ROLLUP_LOCK})`,
};
export const READ_BORDER: Statement = {
  name: "read-border",
  text: `SELECT folded_until, day_timezone, (SELECT value FROM setting WHERE key = '${COUNTED_TAGS}') AS counted_tags
    FROM rollup_state WHERE id = 1`,
};

/**
 * Fails (22012, a division by zero) unless the border and the counted tags are still `state`: for transactions that
 * are sent whole, without waiting for READ_BORDER's answer.
 */
export function expectBorder({ foldedUntilMs, dayZone, countedTags }: RollupState): Statement {
  return {
    name: "expect-border",
    text: `SELECT 1 / count(*) FROM rollup_state WHERE id = 1 AND folded_until = $1 AND day_timezone = $2
      AND coalesce((SELECT value FROM setting WHERE key = '${COUNTED_TAGS}'), '[]') = $3::jsonb`,
    values: [new Date(foldedUntilMs).toISOString(), dayZone, JSON.stringify(countedTags)],
  };
}

/** Reads the border; only under the lock does it stay true until the transaction ends. */
export async function readBorder(client: pg.Pool | pg.ClientBase): Promise<RollupState> {
  const { name, text } = READ_BORDER;
  return borderOf(await client.query({ name, text }));
}

/** The answer of READ_BORDER. */
export function borderOf(result: pg.QueryResult | undefined): RollupState {
  const row = result?.rows[0] as { folded_until: Date; day_timezone: string; counted_tags: string[] | null } | undefined;
  if (!row) throw new Error("rollup_state has lost its row");
  return { foldedUntilMs: row.folded_until.getTime(), dayZone: row.day_timezone, countedTags: row.counted_tags ?? [] };
}

/** Notes which tags are counted from now on; only under the exclusive lock, and once what came before is counted. */
export async function noteCountedTags(client: pg.ClientBase, tags: readonly string[]): Promise<void> {
  await client.query(
    `INSERT INTO setting (key, value, updated_by) VALUES ($1, $2, 'rollups')
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()`,
    [COUNTED_TAGS, JSON.stringify(tags)],
  );
}

/** Sets the border of a new installation, so that imported history goes straight to its final place. */
export async function initialiseBorder(pool: pg.Pool, nowMs: number): Promise<void> {
  await pool.query("UPDATE rollup_state SET folded_until = $1 WHERE id = 1 AND folded_until = to_timestamp(0)", [
    new Date(foldTarget(nowMs)),
  ]);
}
