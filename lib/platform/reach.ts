/** Names that begin so are ours and no event may have them: a filter by this one finds nothing. */
const NOBODY = "__nobody";

/**
 * The tenants an answer may speak of: all, or those that the asker is limited to. Every service that
 * answers from what tenants did takes one, and answers as if the others had never existed.
 */
export class Reach {
  private readonly known: ReadonlySet<string> | null;

  private constructor(
    /** Sorted; null: every tenant. For SQL: `($1::text[] IS NULL OR tenant = ANY($1))`. */
    readonly tenants: readonly string[] | null,
  ) {
    this.known = tenants && new Set(tenants);
  }

  static readonly everywhere = new Reach(null);

  static of(tenants: readonly string[] | null): Reach {
    return tenants === null ? Reach.everywhere : new Reach([...new Set(tenants)].sort());
  }

  get limited(): boolean {
    return this.tenants !== null;
  }

  has(tenant: string): boolean {
    return this.known?.has(tenant) ?? true;
  }

  /**
   * Whether something that concerns these tenants may be shown: all of them are within reach. What names no
   * tenant concerns everybody, and only who reaches everybody.
   */
  hasAll(tenants: readonly string[]): boolean {
    return this.known === null || (tenants.length > 0 && tenants.every((tenant) => this.has(tenant)));
  }

  /** A filter by tenant, cut to what is within reach; undefined: no filter at all. Never empty. */
  within(asked: readonly string[] | undefined): string[] | undefined {
    if (this.tenants === null) return asked && [...asked];
    const left = asked === undefined ? [...this.tenants] : asked.filter((tenant) => this.has(tenant));
    return left.length > 0 ? left : [NOBODY];
  }
}
