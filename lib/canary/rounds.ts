import { uuidv7 } from "uuidv7";
import { queueCanary } from "@/lib/deliveries/service";
import { CANARY_TENANT } from "@/lib/metering/cuboids";
import type { TouchedNote } from "@/lib/metering/service";
import { inTransaction, pool } from "@/lib/platform/database";
import { MINUTE_MS } from "@/lib/platform/time";
import { recordCanary } from "./canary-event";

const EVERY_SECONDS = 300;
/** A round that is not back by then is not waited for: another one starts. */
const PATIENCE_SECONDS = 30;
const KEPT = "1 day";

/**
 * Starts a round where none came back within five minutes and none is on its way: one for the installation, however many
 * instances ask. @returns whether it did
 */
export async function startRound(): Promise<boolean> {
  const id = uuidv7();
  const { rowCount } = await pool().query(
    `INSERT INTO canary_round (id, started_at)
     SELECT $1, now() WHERE NOT EXISTS (
       SELECT 1 FROM canary_round
       WHERE started_at > now() - make_interval(secs => $2)
         AND (received_at IS NOT NULL OR started_at > now() - make_interval(secs => $3)))`,
    [id, EVERY_SECONDS, PATIENCE_SECONDS],
  );
  if (rowCount === 0) return false;
  await recordCanary(id);
  return true;
}

/** After a look of the evaluation that took the canary in: where the rollups have it, its message is queued, once. */
export async function passOn(notes: readonly TouchedNote[]): Promise<void> {
  const seen = notes.filter(({ tenants }) => tenants.includes(CANARY_TENANT));
  if (seen.length === 0) return;
  const firstMs = Math.min(...seen.map((note) => note.firstMs));
  const { rowCount } = await pool().query(
    "SELECT FROM rollup_minute WHERE tenant = $1 AND bucket >= $2 AND requests > 0 LIMIT 1",
    [CANARY_TENANT, new Date(Math.floor(firstMs / MINUTE_MS) * MINUTE_MS)],
  );
  if (rowCount === 0) return;
  await inTransaction(async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `UPDATE canary_round SET evaluated_at = now()
       WHERE evaluated_at IS NULL AND started_at > now() - interval '5 minutes' RETURNING id`,
    );
    for (const { id } of rows) await queueCanary(client, id);
  });
}

/** The message of a round is back. */
export async function noteReceived(roundId: string): Promise<void> {
  await pool().query("UPDATE canary_round SET received_at = coalesce(received_at, now()) WHERE id = $1", [roundId]);
}

export async function forgetRounds(): Promise<void> {
  await pool().query(`DELETE FROM canary_round WHERE started_at < now() - interval '${KEPT}'`);
}

export interface CanaryState {
  /** When the last round that came back had started; null: none did. */
  lastRoundAt: Date | null;
  ageSeconds: number | null;
  /** Older than three rounds, while this process had the time for one. */
  late: boolean;
}

/** How old the last full round is. */
export async function canaryState(): Promise<CanaryState> {
  const { rows } = await pool().query<{ started_at: Date; age: number }>(
    `SELECT started_at, extract(epoch FROM now() - started_at)::float8 AS age FROM canary_round
     WHERE received_at IS NOT NULL ORDER BY received_at DESC LIMIT 1`,
  );
  const [last] = rows;
  const age = last?.age ?? null;
  return {
    lastRoundAt: last?.started_at ?? null,
    ageSeconds: age,
    late: Math.min(age ?? Number.POSITIVE_INFINITY, process.uptime()) > 3 * EVERY_SECONDS,
  };
}
