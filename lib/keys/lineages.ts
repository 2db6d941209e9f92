import { onVersionChange } from "@/lib/platform/change-versions";
import { pool } from "@/lib/platform/database";
import type { Reach } from "@/lib/platform/reach";
import { singleton } from "@/lib/platform/singleton";
import { visibleKeys } from "./queries/visible-keys";

/**
 * Which values belong to which key. Rollups know values (fingerprints); people, spend, budgets and
 * stops know keys: a rotation adds a value and changes nothing for them.
 */
export interface Lineages {
  /** The key's id of each registered fingerprint. */
  readonly keyOf: ReadonlyMap<string, string>;
  /** The fingerprints of each key, newest first. */
  readonly valuesOf: ReadonlyMap<string, readonly string[]>;
  /** The name and last four characters of each key, for people. */
  readonly labelOf: ReadonlyMap<string, string>;
}

const NONE: Lineages = { keyOf: new Map(), valuesOf: new Map(), labelOf: new Map() };

const state = singleton("keyLineages", () => ({
  current: undefined as Promise<Lineages> | undefined,
  last: NONE,
  watching: false,
}));

async function load(): Promise<Lineages> {
  const { rows } = await pool().query<{ fingerprint: string; key_id: string; name: string; last4: string }>(
    `SELECT v.fingerprint, v.key_id, k.name, v.last4 FROM provider_key_value AS v JOIN provider_key AS k ON k.id = v.key_id
     ORDER BY v.key_id, v.generation DESC`,
  );
  const keyOf = new Map<string, string>();
  const valuesOf = new Map<string, string[]>();
  const labelOf = new Map<string, string>();
  for (const row of rows) {
    keyOf.set(row.fingerprint, row.key_id);
    valuesOf.set(row.key_id, [...(valuesOf.get(row.key_id) ?? []), row.fingerprint]);
    if (!labelOf.has(row.key_id)) labelOf.set(row.key_id, row.last4 ? `${row.name} …${row.last4}` : row.name);
  }
  return { keyOf, valuesOf, labelOf };
}

/** Reads the lineages anew at the next question: after a change of our own or another instance's. */
export function forgetLineages(): void {
  state.current = undefined;
}

/** The lineages as they are: at most a second old on other instances than the one that changed them. */
export function keyLineages(): Promise<Lineages> {
  if (!state.watching) {
    state.watching = true;
    onVersionChange("keys", forgetLineages);
  }
  if (state.current === undefined) {
    const reading = load().then(
      (lineages) => {
        state.last = lineages;
        return lineages;
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

/** The lineages of the keys within reach: the values of every other key are not registered, as far as the asker is told. */
export async function lineagesWithin(reach: Reach): Promise<Lineages> {
  const all = await keyLineages();
  const visible = await visibleKeys(pool(), reach);
  if (visible === null) return all;
  return {
    keyOf: new Map([...all.keyOf].filter(([, id]) => visible.has(id))),
    valuesOf: new Map([...all.valuesOf].filter(([id]) => visible.has(id))),
    labelOf: new Map([...all.labelOf].filter(([id]) => visible.has(id))),
  };
}

/**
 * The id of the key that a name (an id or a fingerprint) stands for, or the fingerprint of a key that is not registered.
 * Does not wait: by the lineages as last read, which is what whoever calls `keyLineages` now and then keeps fresh.
 */
export function lineageOf(name: string): string {
  return state.last.keyOf.get(name) ?? name;
}

/**
 * The fingerprints that a name of a key stands for: all values of a registered key by its id, or just
 * the one that is named. For budgets, stops and filters.
 */
export async function fingerprintsOf(name: string): Promise<readonly string[]> {
  return (await keyLineages()).valuesOf.get(name) ?? [name];
}
