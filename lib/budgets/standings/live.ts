import type { BudgetRecord } from "../model/budget";
import { ratioOf } from "../model/figures";
import { limitAt } from "../model/limits";
import type { BudgetSpan, Calendar } from "../model/periods";
import { spanAt } from "../model/periods";
import type { PartRoles } from "../readings/cuts";
import { type Counted, type ReadingGroup, subjectKey } from "../readings/groups";
import { figuresOf, type PartFigures } from "../readings/part-figures";
import type { Standing } from "./standing";

/** A group with the period it is in and the parts it was last read in. */
export class LiveGroup {
  span: BudgetSpan;
  /** Null until it was read, or when it is to be read anew as a whole. */
  roles: PartRoles | null = null;
  readonly standings = new Map<string, LiveStanding>();
  /** Limits in force, by budget. */
  readonly limits = new Map<string, bigint>();
  /** Tenants that must be read together with one, for a budget that names several. */
  private readonly companions = new Map<string, Set<string>>();
  /** No rollup holds it (a tag that is no longer declared): nothing is known of its budgets. */
  unreadable = false;

  constructor(
    readonly group: ReadingGroup,
    atMs: number,
    calendar: Calendar,
  ) {
    this.span = spanAt(this.period, atMs, calendar);
    for (const { scope } of group.budgets) {
      const tenants = scope.tenant ?? [];
      for (const tenant of tenants) {
        const known = this.companions.get(tenant) ?? new Set();
        for (const other of tenants) known.add(other);
        this.companions.set(tenant, known);
      }
    }
    this.followLimits(atMs);
  }

  get period(): BudgetRecord["period"] {
    return (this.group.budgets[0] as BudgetRecord).period;
  }

  followLimits(atMs: number): void {
    for (const budget of this.group.budgets) this.limits.set(budget.id, limitAt(budget, atMs) ?? 0n);
  }

  /**
   * Which tenants are to be read when these were touched: null for all of them, empty when no budget here counts them.
   */
  tenantsToRead(touched: Iterable<string>): ReadonlySet<string> | null {
    if (!this.group.shape.includes("tenant")) return null;
    const everybody = this.group.templates.some(({ budget }) => budget.each === "tenant");
    const found = new Set<string>();
    for (const tenant of touched) {
      if (everybody) found.add(tenant);
      for (const other of this.companions.get(tenant) ?? []) found.add(other);
    }
    return found;
  }

  /** The standing of a budget or subject, also one that used nothing yet (which is not kept). */
  standing(counted: Counted): LiveStanding {
    return this.standings.get(subjectKey(counted.budget.id, counted.subject)) ?? new LiveStanding(this, counted, [], []);
  }
}

/** One standing; its figures follow its group's. */
export class LiveStanding implements Standing {
  readonly budget: BudgetRecord;
  readonly subject: string | null;
  figures: PartFigures = { spent: 0n, unpriced: 0n, fastSpent: 0n, slowSpent: 0n };

  constructor(
    readonly live: LiveGroup,
    { budget, subject }: Counted,
    public amounts: bigint[],
    public unpriced: bigint[],
  ) {
    this.budget = budget;
    this.subject = subject;
    this.follow();
  }

  /** Adds its parts up anew. */
  follow(): void {
    if (this.live.roles) this.figures = figuresOf(this.amounts, this.unpriced, this.live.roles);
  }

  get key(): string {
    return subjectKey(this.budget.id, this.subject);
  }
  get budgetId(): string {
    return this.budget.id;
  }
  get name(): string {
    return this.budget.name;
  }
  get each(): Standing["each"] {
    return this.budget.each;
  }
  get scope(): Standing["scope"] {
    return this.budget.scope;
  }
  get measure(): Standing["measure"] {
    return this.budget.measure;
  }
  get mode(): Standing["mode"] {
    return this.budget.mode;
  }
  get onUnavailable(): Standing["onUnavailable"] {
    return this.budget.onUnavailable;
  }
  get periodStartMs(): number {
    return this.live.span.startMs;
  }
  get periodEndMs(): number {
    return this.live.span.endMs;
  }
  get resetsAtMs(): number {
    return this.live.span.resetsAtMs;
  }
  get limit(): bigint {
    return this.live.limits.get(this.budget.id) ?? 0n;
  }
  get spent(): bigint {
    return this.figures.spent;
  }
  get remaining(): bigint {
    return this.limit - this.figures.spent;
  }
  get usedRatio(): number {
    return ratioOf(this.figures.spent, this.limit);
  }
}
