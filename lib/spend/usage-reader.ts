import type pg from "pg";
import { lineagesWithin } from "@/lib/keys/service";
import { eventsKeptFromMs } from "@/lib/metering/retention/service";
import { readBorder } from "@/lib/metering/service";
import { inTransaction } from "@/lib/platform/database";
import { Reach } from "@/lib/platform/reach";
import { type Period, QUARTER_MS } from "@/lib/platform/time";
import { chooseSources, type Held } from "./choose-sources";
import { type Grouping, groupingOf } from "./groupings";
import { type NamesByDimension, namesRead, namesReadWithin, withValues } from "./merged-names";
import { type RollupExtent, readRollupExtent } from "./queries/read-rollup-extent";
import { sumAmounts, type UsageAmount } from "./queries/sum-amounts";
import { quarterFloor } from "./usage-plan";

export type { UsageAmount } from "./queries/sum-amounts";

export interface AmountQuestion {
  /** Names as in reports: tenant ... key, user, tag:NAME. */
  groupBy: readonly string[];
  /** By name, any of the values; a name stands for all values read under it (those of a registered key, those merged into it). */
  filters: Readonly<Record<string, readonly string[]>>;
  /** Rising instants; between each and the next lies a period. On quarter hours, or on minutes where no label takes part. */
  cuts: readonly number[];
}

export interface Amounts {
  /** As they were read: what lies before the fold's border, or has a label, is cut at quarter hours. */
  periods: Period[];
  /**
   * Combinations of values without usage in a period have no row, nor has usage without the label grouped by. Values that
   * are read as one (of a registered key, of a merged name) are named alike, each with a row of its own.
   */
  rows: UsageAmount[];
}

const MOST_AHEAD_MS = QUARTER_MS + 60_000;

function groupingNamed(name: string): Grouping {
  const grouping = groupingOf(name);
  if (!grouping) throw new Error(`no grouping: ${name}`);
  return grouping;
}

/** Sums of usage from one snapshot of the rollups: the same tiers and the same plan as every report's. */
export class UsageReader {
  private constructor(
    private readonly client: pg.ClientBase,
    private readonly extent: RollupExtent,
    private readonly held: Held,
    private readonly names: NamesByDimension,
    /** How keys are named in answers: those out of the asker's reach by their values. */
    private readonly keyOf: ReadonlyMap<string, string>,
  ) {}

  /** @param client within a repeatable-read transaction */
  static async open(client: pg.ClientBase, keyOf?: ReadonlyMap<string, string>, given?: NamesByDimension): Promise<UsageReader> {
    const extent = await readRollupExtent(client);
    const { countedTags: declaredTags } = await readBorder(client);
    const held = { declaredTags, eventsKeptFromMs: await eventsKeptFromMs(client) };
    const names = given ?? (await namesRead());
    return new UsageReader(client, extent, held, names, keyOf ?? names.key?.nameOf ?? new Map());
  }

  /**
   * What was used, by the cuts' periods and the groupings.
   * @throws DomainError where no rollup holds the groupings together and the events are too many
   */
  async sum({ groupBy, filters, cuts }: AmountQuestion): Promise<Amounts> {
    const groupings = groupBy.map(groupingNamed).sort((a, b) => Number(a.kind === "label") - Number(b.kind === "label"));
    const asked = Object.entries(filters).map(([name, values]) => ({ by: groupingNamed(name), values: [...values] }));
    const wanted = withValues(asked, this.names);
    const labelled = [...groupings, ...wanted.map(({ by }) => by)].some((by) => by.kind === "label");
    const { foldedUntilMs, dayZone, firstMs, lastMs } = this.extent;
    const places = cuts.map((ms) => (labelled || ms < foldedUntilMs ? quarterFloor(ms) : ms));
    const periods = places.slice(1).map((endMs, at) => ({ startMs: places[at] ?? endMs, endMs }));
    const whole = { fromMs: places[0] ?? 0, toMs: places.at(-1) ?? 0 };
    const fromMs = Math.max(whole.fromMs, quarterFloor(firstMs ?? whole.toMs));
    const toMs = Math.min(whole.toMs, quarterFloor((lastMs ?? 0) + MOST_AHEAD_MS));
    if (fromMs >= toMs) return { periods, rows: [] };
    // What lies before the first usage and after the last costs nothing to read.
    const question = { fromMs, toMs, groupings, filters: wanted };
    const { groups } = chooseSources(question, { fromMs, toMs, periods, foldedUntilMs, dayZone }, groupings, this.held);
    const found = await sumAmounts(this.client, groups, { groupings, filters: wanted });
    const order = groupBy.map((name) => groupings.findIndex((by) => by.name === name));
    const namesAt = groupBy.map((name) => {
      const by = groupingNamed(name);
      return name === "key" ? this.keyOf : by.kind === "dimension" ? this.names[by.name]?.nameOf : undefined;
    });
    const named = (value: string, at: number) => namesAt[at]?.get(value) ?? value;
    const rows = found.map((row) => ({ ...row, values: order.map((from, at) => named(row.values[from] ?? "", at)) }));
    return { periods, rows };
  }
}

/**
 * Reads sums of usage from one snapshot as a report does: named as who asks reads names, and the tenants that the work asks
 * for stand for no more than is within reach, when it cuts its filter by `reach.within`.
 */
export async function readReport<T>(work: (reader: UsageReader) => Promise<T>, reach: Reach): Promise<T> {
  const names = await namesReadWithin(reach);
  return inTransaction(async (client) => {
    await client.query("SET LOCAL work_mem = '64MB'");
    return work(await UsageReader.open(client, names.key?.nameOf, names));
  }, "repeatable read");
}

/** Reads sums of usage from one snapshot, of whatever tenant is asked for; only keys within reach are named. */
export async function readUsage<T>(
  work: (reader: UsageReader, client: pg.PoolClient) => Promise<T>,
  reach: Reach = Reach.everywhere,
): Promise<T> {
  const { keyOf } = await lineagesWithin(reach);
  return inTransaction(async (client) => {
    // Thousands of groups are hashed in memory rather than on disk.
    await client.query("SET LOCAL work_mem = '64MB'");
    return work(await UsageReader.open(client, keyOf), client);
  }, "repeatable read");
}
