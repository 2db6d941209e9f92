import { areMerged, KINDS, nameReadFor } from "@/lib/directory/names/service";
import { lineageOf } from "@/lib/keys/service";
import { canonicalProvider } from "@/lib/pricing/service";

/**
 * What a dimension's value counts as, where events and budgets may name a thing differently: the values of a
 * key, names that were merged. By what was last read of both; whoever needs it fresh waits for them first.
 */
export const countedAs: Readonly<Record<string, (value: string) => string>> = {
  provider: canonicalProvider,
  key: lineageOf,
  tenant: (name) => nameReadFor("tenant", name),
  feature: (name) => nameReadFor("feature", name),
  environment: (name) => nameReadFor("environment", name),
};

/**
 * A call, or the scope of what binds calls, under the names that it is read under: what was merged into a tenant, feature or
 * environment is bound by what binds that one, and by what names itself. Costs nothing while no names are merged.
 */
export function asRead<T extends Readonly<Partial<Record<(typeof KINDS)[number], string | null | undefined>>>>(named: T): T {
  let read = named;
  for (const kind of KINDS) {
    const name = named[kind];
    if (!name || !areMerged(kind)) continue;
    const other = nameReadFor(kind, name);
    if (other !== name) read = { ...read, [kind]: other };
  }
  return read;
}
