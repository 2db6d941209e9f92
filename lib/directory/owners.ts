import type pg from "pg";
import { pool } from "@/lib/platform/database";
import type { DirectoryKind } from "./contract";
import { directoryNames, nameReadFor } from "./names/service";
import { loadOwners, type OwnerRow } from "./queries/load-owners";

/**
 * Who answers for usage, nearest first: a feature's own owner, since a feature belongs to a team, then the tenant's,
 * then the environment's.
 */
export const NEAREST: readonly DirectoryKind[] = ["feature", "tenant", "environment"];

/** The first of the entries that usage of this scope belongs to for which `pick` finds something. */
export function nearest<T>(
  rows: ReadonlyMap<string, OwnerRow>,
  scope: Partial<Record<DirectoryKind, string | undefined>>,
  pick: (row: OwnerRow) => T | null,
): T | null {
  for (const kind of NEAREST) {
    const name = scope[kind];
    const row = name === undefined ? undefined : rows.get(`${kind} ${nameReadFor(kind, name)}`);
    const found = row ? pick(row) : null;
    if (found !== null) return found;
  }
  return null;
}

/** The entries that say who answers for them, by kind and name. */
export async function ownerRows(client: { query: pg.Pool["query"] } = pool()): Promise<ReadonlyMap<string, OwnerRow>> {
  await directoryNames();
  return new Map((await loadOwners(client)).map((row) => [`${row.kind} ${row.name}`, row]));
}

type Scope = Partial<Record<DirectoryKind, string>>;

/** The owners' e-mail addresses of parts of the usage; null where nobody is known. In one look for all. */
export async function ownersOfScopes(
  scopes: readonly Scope[],
  client: { query: pg.Pool["query"] } = pool(),
): Promise<(string | null)[]> {
  if (scopes.every((scope) => NEAREST.every((kind) => scope[kind] === undefined))) return scopes.map(() => null);
  const rows = await ownerRows(client);
  return scopes.map((scope) => nearest(rows, scope, (row) => row.owner));
}

/** The alert channel of each part of the usage, by who answers for it; to be asked for many in one transaction. */
export async function channelsOfScopes(client: { query: pg.Pool["query"] }): Promise<(scope: Scope) => string | null> {
  const rows = await ownerRows(client);
  return (scope) => nearest(rows, scope, (row) => row.channel_id);
}
