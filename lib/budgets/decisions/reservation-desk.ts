import { uuidv7 } from "uuidv7";
import { nowMs } from "@/lib/platform/clock";
import { atto, formatAtto } from "@/lib/platform/decimal";
import { singleton } from "@/lib/platform/singleton";
import { type Measured, measureBudgets, whileLocked } from "./measure-budgets";
import { type HoldRow, insertHolds, sumReserved } from "./queries/reservations";
import { holdKey } from "./reserved";

/** What a call wants set aside of one budget, in 10^-18 of the budget's unit. */
export interface Wanted {
  budgetId: string;
  subject: string | null;
  amount: bigint;
}

export interface Refusal {
  budgetId: string;
  subject: string | null;
  spent: bigint;
  reserved: bigint;
  limit: bigint;
  resetsAtMs: number;
}

/** A reservation, or which budgets have no room for it. An id of null: none of the budgets blocks any more. */
export type Reserved = { ok: true; id: string | null; expiresMs: number } | { ok: false; refusals: Refusal[] };

interface Waiting {
  tenant: string;
  wanted: readonly Wanted[];
  forMs: number;
  /** Who waited for too long is answered already, and must have nothing set aside. */
  givenUp: boolean;
  resolve(reserved: Reserved): void;
  reject(error: unknown): void;
}

/** Reservations that share a transaction at the most. */
const GROUP = 100;
/** A database that is busy answers within this; one that hangs must not keep a service from its call. */
const PATIENCE_MS = 10_000;

/**
 * Sets estimates aside, many callers in one transaction: it takes the budgets' locks in one order, reads what was
 * spent and what is set aside in one snapshot after that, and lets in one caller after the other as long as there is room.
 * One transaction at a time in an instance: callers wait here, and leave the other connections to others.
 */
class ReservationDesk {
  private queue: Waiting[] = [];
  private running = false;

  reserve(tenant: string, wanted: readonly Wanted[], forMs: number): Promise<Reserved> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { tenant, wanted, forMs, givenUp: false, resolve, reject };
      const patience = setTimeout(() => {
        waiting.givenUp = true;
        reject(new Error("the database did not answer in time"));
      }, PATIENCE_MS);
      waiting.resolve = (reserved) => {
        clearTimeout(patience);
        resolve(reserved);
      };
      waiting.reject = (error) => {
        clearTimeout(patience);
        reject(error);
      };
      this.queue.push(waiting);
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.queue.length > 0) {
      const group = this.queue.splice(0, GROUP).filter(({ givenUp }) => !givenUp);
      if (group.length === 0) continue;
      try {
        const answers = await reserveTogether(group);
        for (const [at, waiting] of group.entries()) waiting.resolve(answers[at] as Reserved);
      } catch (error) {
        for (const waiting of group) waiting.reject(error);
      }
    }
    this.running = false;
  }
}

async function reserveTogether(group: readonly Waiting[]): Promise<Reserved[]> {
  const targets = new Map(
    group.flatMap(({ wanted }) => wanted.map((each) => [holdKey(each.budgetId, each.subject), each] as const)),
  );
  return whileLocked([...targets.keys()], async (client) => {
    const atMs = nowMs();
    const measured = await measureBudgets(client, [...targets.values()], atMs);
    const held = await sumReserved(client, [...new Set([...targets.values()].map((each) => each.budgetId))], new Date(atMs));
    const reserved = new Map(held.map((row) => [holdKey(row.budget_id, row.subject || null), atto(row.amount)]));
    const rows: HoldRow[] = [];
    const answers = group.map((waiting) => decide(waiting, measured, reserved, atMs, rows));
    if (rows.length > 0) await insertHolds(client, rows, new Date(atMs));
    return answers;
  });
}

/** One caller's turn: what it is let have counts for those after it. */
function decide(
  { tenant, wanted, forMs }: Waiting,
  measured: ReadonlyMap<string, Measured>,
  reserved: Map<string, bigint>,
  atMs: number,
  rows: HoldRow[],
): Reserved {
  const refusals: Refusal[] = [];
  const binding = wanted.filter((each) => measured.has(holdKey(each.budgetId, each.subject)));
  for (const { budgetId, subject, amount } of binding) {
    const key = holdKey(budgetId, subject);
    const { spent, limit, resetsAtMs } = measured.get(key) as Measured;
    const aside = reserved.get(key) ?? 0n;
    if (spent + aside + amount > limit) refusals.push({ budgetId, subject, spent, reserved: aside, limit, resetsAtMs });
  }
  if (refusals.length > 0) return { ok: false, refusals };
  const expiresMs = atMs + forMs;
  if (binding.length === 0) return { ok: true, id: null, expiresMs };
  const id = uuidv7();
  for (const { budgetId, subject, amount } of binding) {
    const key = holdKey(budgetId, subject);
    reserved.set(key, (reserved.get(key) ?? 0n) + amount);
    rows.push({ tenant, id, budgetId, subject: subject ?? "", amount: formatAtto(amount), expiresMs });
  }
  return { ok: true, id, expiresMs };
}

export function reservationDesk(): ReservationDesk {
  return singleton("reservationDesk", () => new ReservationDesk());
}
