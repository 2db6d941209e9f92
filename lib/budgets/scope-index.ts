import type { CallScope } from "./call-scope";
import { type ModelPattern, modelPattern } from "./model-pattern";

/** What a call carries: tenant, feature, environment, provider, model, key, user, tag:NAME; undefined: not said. */
export type CallDimensions = Readonly<Record<string, string | undefined>>;

interface Held<T> {
  item: T;
  model: ModelPattern | null;
}

interface Shape<T> {
  names: readonly string[];
  byValues: Map<string, Held<T>[]>;
}

const SEPARATOR = "\u001f";
const EXACT = ["tenant", "feature", "environment", "provider", "key", "user"] as const;

function namesOf(scope: CallScope): [string, string][] {
  const named = EXACT.flatMap((name): [string, string][] => (scope[name] === null ? [] : [[name, scope[name]]]));
  const tags = Object.entries(scope.tags).map(([name, value]): [string, string] => [`tag:${name}`, value]);
  return [...named, ...tags.sort(([a], [b]) => (a < b ? -1 : 1))];
}

/**
 * Finds what binds a call among any number of scopes: those that name the same dimensions share one hash, so that a
 * look costs as much as there are different sets of dimensions. Patterns of models are tried on what the rest leaves.
 */
export class ScopeIndex<T> {
  private readonly shapes: Shape<T>[] = [];

  constructor(entries: Iterable<readonly [CallScope, T]>) {
    const byNames = new Map<string, Shape<T>>();
    for (const [scope, item] of entries) {
      const named = namesOf(scope);
      const names = named.map(([name]) => name);
      const id = names.join(SEPARATOR);
      let shape = byNames.get(id);
      if (!shape) {
        shape = { names, byValues: new Map() };
        byNames.set(id, shape);
        this.shapes.push(shape);
      }
      const values = named.map(([, value]) => value).join(SEPARATOR);
      const held = { item, model: scope.model === null ? null : modelPattern(scope.model) };
      const known = shape.byValues.get(values);
      if (known) known.push(held);
      else shape.byValues.set(values, [held]);
    }
  }

  /** What has every value of its scope in the call. */
  matching(call: CallDimensions): T[] {
    const found: T[] = [];
    for (const { names, byValues } of this.shapes) {
      let key = "";
      let complete = true;
      for (const name of names) {
        const value = call[name];
        if (value === undefined) {
          complete = false;
          break;
        }
        key = key === "" && name === names[0] ? value : key + SEPARATOR + value;
      }
      if (!complete) continue;
      for (const { item, model } of byValues.get(key) ?? [])
        if (model === null || (call.model !== undefined && model(call.model))) found.push(item);
    }
    return found;
  }
}
