/** Symbols by name: the registry looks at every character each time, and the hot path asks often. */
const symbols = new Map<string, symbol>();

function symbolOf(name: string): symbol {
  let symbol = symbols.get(name);
  if (symbol === undefined) {
    symbol = Symbol.for(`costwarden.${name}`);
    symbols.set(name, symbol);
  }
  return symbol;
}

/**
 * One instance of a thing per process. The front door (bundled by esbuild) and
 * Next (bundled by its own compiler) each load their own copy of this library;
 * what must exist once - the connection pool, the group committer, caches -
 * lives on `globalThis` under a registered symbol that both copies reach.
 */
export function singleton<T>(name: string, make: () => T): T {
  const key = symbolOf(name);
  const holder = globalThis as unknown as Record<symbol, T | undefined>;
  const known = holder[key];
  if (known !== undefined) return known;
  const made = make();
  holder[key] = made;
  return made;
}

/** Forgets a singleton, so that the next use makes it anew (shutdown, tests). */
export function dropSingleton(name: string): void {
  delete (globalThis as unknown as Record<symbol, unknown>)[symbolOf(name)];
}
