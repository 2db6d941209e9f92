import { findName, type NameIndex, spellings } from "./model-names";
import { canonicalProvider, FIRST_PARTIES, isOwnModel, priceLists } from "./providers";
import { nearestName } from "./suggestion";

export interface BookModel {
  provider: string;
  model: string;
  aliases: readonly string[];
  beginnings: readonly string[];
  /** Added by an admin; may have prices for a part of the time only. */
  custom: boolean;
}

interface Listed {
  provider: string;
  model: string;
  custom: boolean;
}

export interface Found<T> {
  entry: T;
  /** False where an ending was taken off the name. */
  exact: boolean;
}

type Suggestion = { provider: string; model: string } | null;

interface List<T> extends NameIndex<T> {
  names: Map<string, T>;
  beginnings: Map<string, T>;
}

const MARKS = [..."-:@/."];
/** Names come from outside: what is remembered of them may not grow without end. */
const MOST_INFERRED = 50_000;

/** The models of a price book by all their names. */
export class ModelFinder<T extends Listed> {
  private readonly lists = new Map<string, List<T>>();
  private readonly inferred = new Map<string, string | null>();

  constructor(models: readonly BookModel[], entryOf: (model: BookModel) => T) {
    const entries = models.map((model) => ({ model, entry: entryOf(model) }));
    for (const { model, entry } of entries) {
      const list: List<T> = this.lists.get(model.provider) ?? {
        names: new Map(),
        beginnings: new Map(),
        idOf: (known) => known.model,
      };
      this.lists.set(model.provider, list);
      list.names.set(model.model.toLowerCase(), entry);
    }
    // Ids come before every alias, and the earlier model's alias before the later one's.
    for (const { model, entry } of entries) {
      const list = this.lists.get(model.provider);
      for (const alias of model.aliases) if (!list?.names.has(alias)) list?.names.set(alias, entry);
      for (const beginning of model.beginnings) if (!list?.beginnings.has(beginning)) list?.beginnings.set(beginning, entry);
    }
  }

  hasList(provider: string): boolean {
    return this.lists.has(provider);
  }

  /**
   * Every model that a name means, in order, up to the first of the catalogue. Literal names count
   * before revisions, the host's own list before others'.
   */
  lookUp(lists: readonly string[], host: string, model: string): Found<T>[] {
    const names = spellings(host, model);
    const found: Found<T>[] = [];
    const add = (entry: T, exact: boolean) => {
      if (!found.some((known) => known.entry === entry)) found.push({ entry, exact });
      return !entry.custom;
    };
    const known = lists.flatMap((provider) => this.lists.get(provider) ?? []);
    for (const list of known)
      for (const name of names) {
        const entry = list.names.get(name) ?? list.beginnings.get(name);
        if (entry && add(entry, true)) return found;
      }
    for (const list of known)
      for (const name of names) {
        const match = findName(list, name);
        if (match && add(match.model, match.exact)) return found;
      }
    return found;
  }

  /** The only maker that has this model; null where there is none or more than one. */
  inferProvider(model: string): string | null {
    const known = this.inferred.get(model);
    if (known !== undefined) return known;
    const makers = FIRST_PARTIES.filter((provider) => {
      const found = this.lookUp([provider], provider, model)[0];
      return found !== undefined && isOwnModel(provider, found.entry.model.toLowerCase());
    });
    const maker = makers.length === 1 ? (makers[0] ?? null) : null;
    if (this.inferred.size >= MOST_INFERRED) this.inferred.clear();
    this.inferred.set(model, maker);
    return maker;
  }

  /** In whichever list has the name; makers' lists first. */
  anywhere(model: string): Found<T> | null {
    for (const provider of new Set([...FIRST_PARTIES, ...this.lists.keys()])) {
      const found = this.lookUp([provider], provider, model)[0];
      if (found) return found;
    }
    return null;
  }

  /** A cheap guess at what was meant: another maker's model of this name, or the known name that this one lengthens. */
  guess(host: string, model: string): Suggestion {
    const name = model.trim().toLowerCase();
    const likely = new Set([...priceLists(host), ...FIRST_PARTIES]);
    for (const provider of likely) {
      const found = this.lookUp([provider], provider, name)[0];
      if (found) return { provider: found.entry.provider, model: found.entry.model };
    }
    for (const provider of likely) {
      const names = this.lists.get(provider)?.names;
      for (let end = name.length; end > 0 && names; end = Math.max(...MARKS.map((mark) => name.lastIndexOf(mark, end - 1)))) {
        const entry = names.get(name.slice(0, end));
        if (entry) return { provider: entry.provider, model: entry.model };
      }
    }
    return null;
  }

  /** The known name with the fewest different letters. Slow: for people. */
  nearest(provider: string, model: string): Suggestion {
    for (const list of [priceLists(canonicalProvider(provider)), FIRST_PARTIES]) {
      const candidates = list.flatMap((name) => [...(this.lists.get(name)?.names ?? [])]);
      const entry = nearestName(model.trim().toLowerCase(), candidates);
      if (entry) return { provider: entry.provider, model: entry.model };
    }
    return null;
  }
}
