import { type DemoPlan, demoDays, demoManifest, type Placed } from "@/lib/demo/service";
import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { type Atto, atto } from "@/lib/platform/decimal";
import { DomainError } from "@/lib/platform/errors";
import type { EventResult } from "../event";
import { parseEvent } from "../parse-event";
import { recordEvents } from "../record-events";

export interface DemoOptions {
  seed: number;
  days: number;
  /** Also where the installation has been in use for a while. */
  force: boolean;
}

export interface DemoSummary {
  accepted: number;
  duplicates: number;
  cost: Atto;
  elapsedMs: number;
  manifest: Placed[];
  interrupted: boolean;
}

export interface DemoHooks {
  onProgress?: (daysDone: number, days: number, events: number) => void;
  signal?: AbortSignal;
}

const SOURCE = "demo";
const BATCH = 4000;
const BATCHES_IN_FLIGHT = 2;
const DAY_MS = 86_400_000;
const CALLER = { id: null, name: SOURCE, defaultEnvironment: null, trustsReportedCost: false };

/**
 * Fills the ledger with the demo's events, ending now. Where the same seed was used before, only what has come
 * to pass since is added: the incidents stay where they were.
 * @throws DomainError "confirmation_required" where the installation has been in use for a week and `force` is not given
 */
export async function importDemo(options: DemoOptions, hooks: DemoHooks = {}): Promise<DemoSummary> {
  if (!options.force) await refuseInUse();
  const started = nowMs();
  const made = await findMade(options.seed, started);
  const plan: DemoPlan = { seed: options.seed, days: options.days, endDayMs: Date.parse(made.end) };
  // Noted before the first event: a run that goes on after an interruption places the incidents alike.
  await noteMade(options.seed, made);
  const startMs = plan.endDayMs - plan.days * DAY_MS;
  const fromMs = plan.days <= made.days ? Math.max(startMs, Date.parse(made.until)) : startMs;
  const summary: DemoSummary = {
    accepted: 0,
    duplicates: 0,
    cost: atto(0),
    elapsedMs: 0,
    manifest: demoManifest(plan),
    interrupted: false,
  };
  const waiting: Promise<EventResult[]>[] = [];
  const settle = async (most: number) => {
    while (waiting.length > most) take(summary, (await waiting.shift()) ?? []);
  };
  let pending: Record<string, unknown>[] = [];
  const send = async (events: readonly Record<string, unknown>[]) => {
    await settle(BATCHES_IN_FLIGHT - 1);
    const results = recordDemo(events, started);
    // Awaited in its turn; until then a failure is not an unhandled one.
    results.catch(() => {});
    waiting.push(results);
  };
  const days = Math.floor((started - fromMs) / DAY_MS) + 1;
  let done = 0;
  for (const events of demoDays(plan, started, fromMs)) {
    pending.push(...events);
    while (pending.length >= BATCH) {
      await send(pending.slice(0, BATCH));
      pending = pending.slice(BATCH);
    }
    hooks.onProgress?.(++done, days, summary.accepted + summary.duplicates);
    summary.interrupted = hooks.signal?.aborted ?? false;
    if (summary.interrupted) break;
  }
  if (!summary.interrupted && pending.length > 0) await send(pending);
  await settle(0);
  if (!summary.interrupted) {
    const days = Math.max(plan.days, made.days);
    await noteMade(options.seed, { end: made.end, days, until: new Date(started).toISOString() });
  }
  summary.elapsedMs = nowMs() - started;
  return summary;
}

function recordDemo(events: readonly Record<string, unknown>[], receivedMs: number): Promise<EventResult[]> {
  const context = { receivedMs, defaultSource: SOURCE, defaultEnvironment: null, futureMs: 0, pastMs: null };
  return recordEvents(
    events.map((event) => parseEvent(event, context)),
    events,
    CALLER,
  );
}

function take(summary: DemoSummary, results: readonly EventResult[]): void {
  for (const result of results) {
    if (result.status === "duplicate") summary.duplicates++;
    else if (result.status === "accepted") {
      summary.accepted++;
      if (result.costUsd !== null) summary.cost += atto(result.costUsd);
    } else throw new Error(`an event of the demo was not taken: ${JSON.stringify(result)}`);
  }
}

/** Someone who tries things out has sent an event or two of their own; a ledger fed for longer than this is in use. */
const IN_USE_AFTER_MS = 7 * DAY_MS;

async function refuseInUse(): Promise<void> {
  const { rows } = await pool().query<{ tenant: string }>(
    "SELECT tenant FROM event_identity WHERE received_at < $2 AND source <> $1 AND tenant NOT LIKE '\\_\\_%' LIMIT 1",
    [SOURCE, new Date(nowMs() - IN_USE_AFTER_MS)],
  );
  const [real] = rows;
  if (!real) return;
  throw new DomainError(
    "confirmation_required",
    `This installation has been in use for more than a week (by ${real.tenant}, for one). Use one of its own for the demo (COSTWARDEN_DATA_DIR or DATABASE_URL), or --force to mix them.`,
  );
}

/** What is remembered of a seed, so that a later run only adds what came since. */
interface Made {
  /** The UTC day on which it was first used: its incidents lie days before it. */
  end: string;
  days: number;
  /** Everything before it is there. */
  until: string;
}

async function findMade(seed: number, atMs: number): Promise<Made> {
  const { rows } = await pool().query<{ value: Made }>("SELECT value FROM setting WHERE key = $1", [settingKey(seed)]);
  const end = new Date(Math.floor(atMs / DAY_MS) * DAY_MS).toISOString();
  return rows[0]?.value ?? { end, days: 0, until: end };
}

async function noteMade(seed: number, made: Made): Promise<void> {
  await pool().query(
    `INSERT INTO setting (key, value, updated_by) VALUES ($1, $2, 'demo')
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()`,
    [settingKey(seed), JSON.stringify(made)],
  );
}

const settingKey = (seed: number) => `demo.${seed}`;
