import type pg from "pg";
import { CUBOIDS, DIMENSIONS } from "@/lib/metering/service";
import type { Atto } from "@/lib/platform/decimal";
import type { Filter, Grouping } from "./groupings";
import { ListBounds } from "./list-bounds";
import { dearestOfLists } from "./queries/dearest-of-lists";
import { rankGroups } from "./queries/rank-groups";
import { dearestFirst, type RankedGroup } from "./queries/ranked-groups";
import type { GroupKey, TierBuckets, UsageQuestion, UsageSource } from "./queries/usage-sources";
import { baseSource, labelSource, type PlannedRange } from "./usage-plan";

/** Cuboids whose dearest rows an index gives, those of the most rows first. */
const INDEXED = [7, 5, 4, 2, 3, 1];
/** How much deeper than the rows wanted the lists are read before all is read instead. */
const DEEPEST = 32;
const CANDIDATES_PER_ROW = 20;
/** Beyond so many buckets without lists, reading these is what takes the time. */
const MOST_QUARTERS = 200;

type Rollups = UsageSource & { kind: "rollups" };

export interface ListQuestion {
  range: PlannedRange;
  groupings: Grouping[];
  filters: Filter[];
  limit: number;
  /** Every group that costs as much or more is wanted, rather than so many. */
  goal?: Atto;
}

const sameAs = (by: Grouping) => (other: Grouping) => other.name === by.name && other.kind === by.kind;

/** Reads the heads of a cuboid's lists, `depth` rows of each, and all that no list holds. */
class Heads {
  private readonly periods: number[];
  private fresh: RankedGroup[] | null = null;

  constructor(
    private readonly client: pg.ClientBase,
    private readonly source: Rollups,
    private readonly question: UsageQuestion,
    private readonly parts: TierBuckets[],
  ) {
    this.periods = parts.flatMap((part) => part.periods);
  }

  /** Null where the lists do not hold the most of it. */
  static of(client: pg.ClientBase, source: Rollups, question: UsageQuestion): Heads | null {
    const parts = source.buckets.filter((part) => part.tier === "month" || part.tier === "day");
    const quarters = source.buckets.find((part) => part.tier === "quarter")?.minutes.length ?? 0;
    return parts.length === 0 || quarters > MOST_QUARTERS ? null : new Heads(client, source, question, parts);
  }

  async bounds(depth: number): Promise<ListBounds> {
    const rows = await dearestOfLists(this.client, this.source, this.parts, this.question, depth);
    const read = this.periods.map(() => ({ rows: 0, last: 0n as Atto }));
    for (const { list, cost } of rows) {
      const of = read[list];
      if (of) read[list] = { rows: of.rows + 1, last: of.rows === 0 || cost < of.last ? cost : of.last };
    }
    const floors = read.map((of) => (of.rows < depth ? 0n : of.last));
    const bounds = new ListBounds();
    for (const [list, period] of this.periods.entries()) bounds.addList(period, floors[list] ?? 0n);
    for (const { list, values, cost } of rows) {
      bounds.addRow({ period: this.periods[list] ?? 0, values }, cost, floors[list] ?? 0n);
    }
    for (const { period, values, cost } of await this.unlisted()) bounds.addRow({ period, values }, cost, 0n);
    return bounds;
  }

  private async unlisted(): Promise<RankedGroup[]> {
    const buckets = this.source.buckets.filter((part) => !this.parts.includes(part));
    if (buckets.length === 0) return [];
    this.fresh ??= await rankGroups(this.client, {
      question: this.question,
      source: { ...this.source, buckets },
      whole: null,
      unlabelled: null,
      limit: 1_000_000,
    });
    return this.fresh;
  }
}

const nameOf = ({ period, values }: GroupKey) => JSON.stringify([period, values]);

/**
 * The dearest groups by way of the lists of a cuboid, which may be coarser than what is asked: a
 * group costs no more than the group of fewer dimensions it is part of. The first of the lists are
 * added up to learn what the last row wanted costs at least; then what may reach that.
 * @param prefix the cuboid's groupings, all of them asked for
 */
async function rankThrough(
  client: pg.ClientBase,
  { groupings, filters, limit, goal: given }: ListQuestion,
  detail: Rollups,
  prefix: readonly Grouping[],
  coarse: Rollups,
  onPrefix: Filter[],
): Promise<RankedGroup[] | null> {
  const inner = [...prefix, ...groupings.filter((by) => !prefix.some(sameAs(by)))];
  const exact = inner.length === prefix.length && onPrefix.length === filters.length;
  const places = groupings.map((by) => inner.findIndex(sameAs(by)));
  const heads = Heads.of(client, coarse, { groupings: [...prefix], filters: onPrefix });
  if (!heads) return null;
  const most = CANDIDATES_PER_ROW * limit;
  const addUp = async (keys: GroupKey[]): Promise<RankedGroup[]> => {
    if (keys.length === 0) return [];
    const question = { groupings: inner, filters, keys };
    return rankGroups(client, {
      question,
      source: detail,
      whole: null,
      unlabelled: null,
      limit: given === undefined ? limit : most,
    });
  };
  let known: { names: Set<string>; groups: RankedGroup[] } | null = null;
  for (let depth = 2 * limit; depth <= DEEPEST * limit; depth *= 4) {
    const bounds = await heads.bounds(depth);
    if (!exact && given === undefined && (!known || known.groups.length < limit)) {
      const names: Set<string> = known?.names ?? new Set();
      const more = bounds.dearest(known ? depth : limit).filter((key) => !names.has(nameOf(key)));
      const groups: RankedGroup[] = [...(known?.groups ?? []), ...(await addUp(more))].sort(dearestFirst);
      for (const key of more) names.add(nameOf(key));
      known = { names, groups };
    }
    const goal = given ?? known?.groups[limit - 1]?.cost ?? (exact ? bounds.atLeast(limit) : 0n);
    if (bounds.unseen() > 0n && bounds.unseen() >= goal) continue;
    const candidates = bounds.reaching(goal).filter((key) => !known?.names.has(nameOf(key)));
    if (candidates.length > most) return null;
    const found = [...(known?.groups ?? []), ...(await addUp(candidates))].sort(dearestFirst);
    const asked = found.map((group) => ({ ...group, values: places.map((at) => group.values[at] ?? "") }));
    return given === undefined ? asked.slice(0, limit) : found.length < most ? asked : null;
  }
  return null;
}

/** Ranks base groups through the indexed lists of days and months; null where all must be read. */
export async function rankBaseByLists(
  client: pg.ClientBase,
  question: ListQuestion,
  detail: UsageSource,
): Promise<RankedGroup[] | null> {
  const { range, groupings, filters } = question;
  if (detail.kind !== "rollups" || filters.some(({ by }) => by.name === "tenant")) return null;
  const asked = groupings.map((by) => by.name as string);
  const cuboid = INDEXED.find((each) => CUBOIDS[each]?.every((name) => asked.includes(name)));
  if (cuboid === undefined) return null;
  const prefix = (CUBOIDS[cuboid] ?? []).map((name): Grouping => ({ kind: "dimension", name }));
  const onPrefix = filters.filter(({ by }) => prefix.some(sameAs(by)));
  const coarse = baseSource(range, prefix, onPrefix);
  return coarse.kind === "rollups" ? rankThrough(client, question, detail, prefix, coarse, onPrefix) : null;
}

/**
 * Ranks groups of a label's values through the lists of the values: by all dimensions, where these are asked
 * for, else of each tenant or of all.
 */
export async function rankValuesByLists(
  client: pg.ClientBase,
  question: ListQuestion,
  detail: UsageSource,
  label: string,
): Promise<RankedGroup[] | null> {
  const { range, groupings, filters } = question;
  const grouped = groupings.find((by) => by.kind === "label");
  // The label itself and few tenants are found by the keys of the tables.
  if (detail.kind !== "rollups" || !grouped || filters.some(({ by }) => by.kind === "label" || by.name === "tenant")) return null;
  const whole = filters.length === 0 && groupings.length > DIMENSIONS.length;
  const prefix = [...groupings.filter((by) => by.kind === "dimension" && (whole || by.name === "tenant")), grouped];
  const onPrefix = filters.filter(({ by }) => prefix.some(sameAs(by)));
  const coarse = labelSource(range, label, prefix, onPrefix);
  return coarse.kind === "rollups" ? rankThrough(client, question, detail, prefix, coarse, onPrefix) : null;
}
