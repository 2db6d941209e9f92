import { canonicalProvider } from "./providers";

/**
 * Endings that name a revision of a model, not another model. A name with one of them taken off
 * is still the same product at the same price; any other longer name is another model.
 */
const REVISIONS: readonly RegExp[] = [
  /[-@]20\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
  /[-@]20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/,
  /-(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/,
  /-0\d{2}$/,
  /[-@](?:latest|default)$/,
];
const VERSION = /(?:[-@]v(\d+)(?::\d+)?|:\d)$/;

/**
 * Endings under which prices have differed: taken off only where the catalogue says that any
 * name beginning so is this model.
 */
const LOOSE_REVISIONS: readonly RegExp[] = [
  /-(?:preview|exp|experimental)(?:-\d{2}-\d{2}|-\d{2}-20\d{2}|-\d{4})?$/,
  /-(?:0[1-9]|1[0-2])-20\d{2}$/,
  /-2\d(?:0[1-9]|1[0-2])$/,
];

/** Revisions may be stacked: "-20241022-v2:0". */
const DEPTH = 3;

export interface NameMatch<T> {
  model: T;
  /** False where an ending was taken off. */
  exact: boolean;
}

export interface NameIndex<T> {
  /** Ids, aliases and spellings, in lower case. */
  names: ReadonlyMap<string, T>;
  /** Beginnings that the catalogue gives to one model whatever follows. */
  beginnings: ReadonlyMap<string, T>;
  idOf(model: T): string;
}

function version(name: string): string | null {
  return VERSION.exec(name)?.[1] ?? null;
}

/** Finds a lower-case name, or the name it is a revision of. */
export function findName<T>(index: NameIndex<T>, name: string): NameMatch<T> | null {
  const literal = index.names.get(name) ?? index.beginnings.get(name);
  if (literal !== undefined) return { model: literal, exact: true };
  const found = stripped(index, name, DEPTH);
  if (found === null) return null;
  const [asked, known] = [version(name), version(index.idOf(found).toLowerCase())];
  // "titan-embed-text-v2" is not a revision of "titan-embed-text-v1".
  if (asked !== null && known !== null && asked !== known) return null;
  return { model: found, exact: false };
}

function stripped<T>(index: NameIndex<T>, name: string, depth: number): T | null {
  if (depth === 0) return null;
  for (const ending of [...REVISIONS, VERSION]) {
    const base = name.replace(ending, "");
    if (base === name || base === "") continue;
    const found = index.names.get(base) ?? index.beginnings.get(base) ?? stripped(index, base, depth - 1);
    if (found !== null && found !== undefined) return found;
  }
  for (const ending of LOOSE_REVISIONS) {
    const base = name.replace(ending, "");
    const found = base === name ? undefined : index.beginnings.get(base);
    if (found !== undefined) return found;
  }
  return null;
}

const GEOGRAPHY = /^(?:us-gov|us|eu|apac|au|jp|ca|in|sa|me|mx|il|af|uk)\./;

/** "models", "publishers/google/models", or the provider's own name. */
function isOwnPath(provider: string, path: string): boolean {
  return path === "models" || path.endsWith("/models") || canonicalProvider(path.split("/")[0] ?? "") === provider;
}

/**
 * The ways one host may write a model's name, the most literal first, all in lower case:
 * resource paths, ARNs and inference profiles, fine-tuned names, the maker's name in front.
 */
export function spellings(provider: string, model: string): string[] {
  const name = model.trim().toLowerCase();
  const found = [name];
  if (provider === "aws.bedrock") {
    const tail = name.startsWith("arn:") ? name.slice(name.lastIndexOf("/") + 1) : name.replace(/^bedrock\//, "");
    const local = tail.replace(GEOGRAPHY, "");
    found.push(tail, `regional.${local}`, local);
    if (!tail.startsWith("global.")) found.push(local.replace(/^[a-z0-9]+\./, ""));
  } else {
    const slash = name.lastIndexOf("/");
    if (slash > 0 && isOwnPath(provider, name.slice(0, slash))) found.push(name.slice(slash + 1));
    if (name.startsWith("ft:")) found.push(`ft:${name.split(":")[1] ?? ""}`);
  }
  return [...new Set(found)];
}
