import { onVersionChange } from "@/lib/platform/change-versions";
import { pool } from "@/lib/platform/database";
import type { Reach } from "@/lib/platform/reach";
import { singleton } from "@/lib/platform/singleton";
import { loadNames, type NameRow } from "./load-names";

/**
 * Names of the directory: which of them are one, and what people call them. Rollups know what events
 * said; reports, budgets and screens read what was merged under one name. A door of its own, beneath spend.
 */
export const KINDS = ["tenant", "feature", "environment"] as const;
export type Kind = (typeof KINDS)[number];

export interface MergedNames {
  /** The name that each merged one is read under. */
  readonly nameOf: ReadonlyMap<string, string>;
  /** All names of each that others were merged into, its own first. */
  readonly valuesOf: ReadonlyMap<string, readonly string[]>;
}

export type DirectoryNames = Readonly<Record<Kind, MergedNames>>;

interface Loaded {
  names: DirectoryNames;
  rows: readonly NameRow[];
  /** Display names, by "kind name". */
  called: ReadonlyMap<string, string>;
}

const calledOf = (rows: readonly NameRow[]): Loaded["called"] =>
  new Map(
    rows.flatMap(({ kind, name, display_name: called }): [string, string][] =>
      called === null ? [] : [[`${kind} ${name}`, called]],
    ),
  );

function arranged(rows: readonly NameRow[]): DirectoryNames {
  const of = (kind: Kind): MergedNames => {
    const nameOf = new Map<string, string>();
    const valuesOf = new Map<string, string[]>();
    for (const { kind: its, name, merged_into: into } of rows) {
      if (its !== kind || into === null) continue;
      nameOf.set(name, into);
      const known = valuesOf.get(into);
      if (known) known.push(name);
      else valuesOf.set(into, [into, name]);
    }
    return { nameOf, valuesOf };
  };
  return { tenant: of("tenant"), feature: of("feature"), environment: of("environment") };
}

const merges = (rows: readonly NameRow[]) =>
  rows.filter((row) => row.merged_into !== null).map((row) => [row.kind, row.name, row.merged_into]);

const NONE: Loaded = { names: arranged([]), rows: [], called: new Map() };

const state = singleton("directoryNames", () => ({
  current: undefined as Promise<Loaded> | undefined,
  last: NONE,
  watching: false,
  followers: new Set<() => void>(),
}));

function forgetNames(): void {
  state.current = undefined;
}

/** After a change of any instance: whoever keeps something arranged by these names is told without asking. */
async function followChange(): Promise<void> {
  forgetNames();
  if (state.followers.size > 0) await loaded();
}

/**
 * Calls back whenever other names than before are merged, once `nameReadFor` answers by them: here at once, on other
 * instances within a second. The callback does not wait for anything. @returns how to stop
 */
export function onNamesMerged(callback: () => void): () => void {
  state.followers.add(callback);
  return () => state.followers.delete(callback);
}

/** Reads the names anew, after a change of our own: those who do not wait for them read them as they are now. */
export async function refreshNames(): Promise<void> {
  forgetNames();
  await loaded();
}

function loaded(): Promise<Loaded> {
  if (!state.watching) {
    state.watching = true;
    onVersionChange("directory", followChange);
  }
  if (state.current === undefined) {
    const reading = loadNames(pool()).then(
      (rows) => {
        // The same object while the same names are merged: whoever counts by them need not count anew.
        const same = JSON.stringify(merges(rows)) === JSON.stringify(merges(state.last.rows));
        state.last = { names: same ? state.last.names : arranged(rows), rows, called: calledOf(rows) };
        if (!same) for (const follow of state.followers) follow();
        return state.last;
      },
      (error: unknown) => {
        if (state.current === reading) state.current = undefined;
        throw error;
      },
    );
    state.current = reading;
  }
  return state.current;
}

/** The names as they are: at most a second old on other instances than the one that changed them. */
export async function directoryNames(): Promise<DirectoryNames> {
  return (await loaded()).names;
}

/**
 * The names as somebody within reach is to read them. A tenant counts as merged only where both are within reach: no limit
 * grows by a merge, and none tells of a tenant beyond it. Features and environments are everybody's.
 */
export async function namesWithin(reach: Reach): Promise<DirectoryNames> {
  const { names, rows } = await loaded();
  if (!reach.limited || names.tenant.nameOf.size === 0) return names;
  const within = rows.filter(
    ({ kind, name, merged_into: into }) => kind !== "tenant" || (into !== null && reach.has(name) && reach.has(into)),
  );
  return arranged(within);
}

/**
 * The name that a name is read under: itself, or the one it was merged into. Does not wait: by the names as last read,
 * which is what whoever calls `directoryNames` now and then keeps fresh.
 */
export function nameReadFor(kind: Kind, name: string): string {
  return state.last.names[kind].nameOf.get(name) ?? name;
}

/** All names whose usage is read under this one, its own first; by the names as last read. */
export function namesCountedAs(kind: Kind, name: string): readonly string[] {
  return state.last.names[kind].valuesOf.get(name) ?? [name];
}

/**
 * A call, or the scope of what binds calls, under the names that it is read under: what was merged into a tenant, feature or
 * environment is bound by what binds that one, and by what names itself. Costs nothing while no names are merged.
 */
export function asRead<T extends Readonly<Partial<Record<Kind, string | null | undefined>>>>(named: T): T {
  let read = named;
  for (const kind of KINDS) {
    const name = named[kind];
    if (!name) continue;
    const other = nameReadFor(kind, name);
    if (other !== name) read = { ...read, [kind]: other };
  }
  return read;
}

/** The names whose usage is read under a name: its own and those merged into it. For coverage and filters. */
export async function namesReadAs(kind: Kind, name: string): Promise<readonly string[]> {
  return (await directoryNames())[kind].valuesOf.get(name) ?? [name];
}

/**
 * A name as messages say it: "Acme Corporation (acme)" where people call it otherwise. Does not wait, as nameReadFor.
 * @param dimension any: only tenants, features and environments are called otherwise
 */
export function nameInWords(dimension: string, name: string): string {
  const called = state.last.called.get(`${dimension} ${name}`);
  return called === undefined || called === name ? name : `${called} (${name})`;
}

/** What people call each name that has another one for the screens, within reach. */
export async function displayNames(reach: Reach): Promise<Record<Kind, Record<string, string>>> {
  const { rows } = await loaded();
  const named = rows.filter((row) => row.display_name !== null);
  const seen = reach.limited && named.length > 0 ? await namesSeen(reach) : null;
  const of = (kind: Kind) =>
    Object.fromEntries(
      named
        .filter((row) => row.kind === kind && (seen === null || seen[kind].has(row.name)))
        .map((row) => [row.name, row.display_name ?? row.name]),
    );
  return { tenant: of("tenant"), feature: of("feature"), environment: of("environment") };
}

async function namesSeen(reach: Reach): Promise<Record<Kind, ReadonlySet<string>>> {
  const { rows } = await pool().query<Record<Kind, string>>(
    "SELECT tenant, feature, environment FROM directory_use WHERE tenant = ANY ($1::text[])",
    [reach.tenants],
  );
  const of = (kind: Kind) => new Set(rows.flatMap((row) => [row[kind], nameReadFor(kind, row[kind])]));
  return { tenant: new Set(reach.tenants), feature: of("feature"), environment: of("environment") };
}
