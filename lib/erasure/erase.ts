import { randomBytes } from "node:crypto";
import type pg from "pg";
import { lockRollups } from "@/lib/metering/service";
import type { Author } from "@/lib/platform/author";
import { inTransaction } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import { readColumns } from "./queries/columns";
import { defineFunctions } from "./queries/define-functions";
import { countBudgets, renameBudgets } from "./rename-budgets";
import { type Kind, type Step, stepsOf } from "./steps";

export interface Asked {
  kind: Kind;
  name: string;
  dryRun: boolean;
}

export interface Erased {
  /** What stands in the name's place; null for a dry run. */
  token: string | null;
  /** Rows that hold the name, by table. */
  rows: Record<string, number>;
  /** Names that count as the tenant: each is to be erased for itself. */
  alsoCounted: string[];
}

/** Says nothing of the name: a digest of it could be found again by trying names. */
const makeToken = () => `erased-${randomBytes(6).toString("hex")}`;

/** Undoes a dry run. */
class Rehearsed extends Error {}

/**
 * Replaces a tenant's or user's name by a token wherever it is kept, in one transaction. Amounts stay, so every total, of closed
 * periods too, is what it was; what cannot be kept without the name (refused events, baselines) is removed.
 * No instance may run meanwhile: they remember names (see instancesRunning).
 * @throws conflict for a person who may still sign in
 */
export async function eraseName(asked: Asked, author: Author): Promise<Erased> {
  const { kind, name, dryRun } = asked;
  const token = makeToken();
  const erased: Erased = { token: dryRun ? null : token, rows: {}, alsoCounted: [] };
  try {
    await inTransaction(async (client) => {
      await refusePeople(client, kind, name);
      await defineFunctions(client);
      const steps = stepsOf(kind, await readColumns(client));
      if (kind === "tenant") erased.alsoCounted = await mergedInto(client, name);
      if (dryRun) {
        note(erased, "budget", await countBudgets(client, kind, name));
        for (const step of steps) note(erased, step.table, await count(client, step, name, token));
        return;
      }
      await lockRollups(client, "exclusive");
      await client.query("SET LOCAL costwarden.audit_log = 'erase'");
      note(erased, "budget", await renameBudgets(client, kind, name, token));
      for (const step of steps) note(erased, step.table, await take(client, step, name, token));
      if (Object.keys(erased.rows).length === 0) throw new Rehearsed();
      await author.note(client, { action: `${kind}.erase`, subject: `${kind}:${token}`, after: { rows: erased.rows } });
    });
  } catch (error) {
    if (!(error instanceof Rehearsed)) throw error;
    erased.token = null;
  }
  return erased;
}

function note({ rows }: Erased, table: string, found: number): void {
  if (found > 0) rows[table] = (rows[table] ?? 0) + found;
}

async function count(client: pg.ClientBase, { table, where }: Step, name: string, token: string): Promise<number> {
  const { rows } = await client.query<{ found: number }>(
    `SELECT count(*) AS found FROM ${table} WHERE ($2::text IS NOT NULL) AND (${where})`,
    [name, token],
  );
  return rows[0]?.found ?? 0;
}

async function take(client: pg.ClientBase, { table, where, set }: Step, name: string, token: string): Promise<number> {
  const condition = `WHERE ($2::text IS NOT NULL) AND (${where})`;
  const { rowCount } = await client.query(
    set === null ? `DELETE FROM ${table} ${condition}` : `UPDATE ${table} SET ${set} ${condition}`,
    [name, token],
  );
  return rowCount ?? 0;
}

async function refusePeople(client: pg.ClientBase, kind: Kind, name: string): Promise<void> {
  if (kind !== "user") return;
  const { rowCount } = await client.query("SELECT FROM app_user WHERE email = lower($1)", [name]);
  if (rowCount) throw new DomainError("conflict", `${name} may still sign in here: remove them first, under Settings, People.`);
}

async function mergedInto(client: pg.ClientBase, name: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT name FROM directory_entry WHERE kind = 'tenant' AND merged_into = $1 ORDER BY name",
    [name],
  );
  return rows.map((row) => row.name);
}
