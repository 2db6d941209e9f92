import type pg from "pg";
import { keyLineages, lineagesWithin } from "@/lib/keys/service";
import { eventsKeptFromMs } from "@/lib/metering/retention/service";
import { readBorder } from "@/lib/metering/service";
import { inTransaction } from "@/lib/platform/database";
import { Reach } from "@/lib/platform/reach";
import { type Period, QUARTER_MS } from "@/lib/platform/time";
import { chooseSources, type Held } from "./choose-sources";
import { type Grouping, groupingOf } from "./groupings";
import { type KeyLineages, withValues } from "./key-lineages";
import { type RollupExtent, readRollupExtent } from "./queries/read-rollup-extent";
import { sumAmounts, type UsageAmount } from "./queries/sum-amounts";
import { quarterFloor } from "./usage-plan";

export type { UsageAmount } from "./queries/sum-amounts";

export interface AmountQuestion {
  /** Names as in reports: tenant ... key, user, tag:NAME. */
  groupBy: readonly string[];
  /** By name, any of the values; a registered key's id stands for all of its values. */
  filters: Readonly<Record<string, readonly string[]>>;
  /** Rising instants; between each and the next lies a period. On quarter hours, or on minutes where no label takes part. */
  cuts: readonly number[];
}

export interface Amounts {
  /** As they were read: what lies before the fold's border, or has a label, is cut at quarter hours. */
  periods: Period[];
  /**
   * Combinations of values without usage in a period have no row, nor has usage without the label grouped by. Registered
   * keys are named by their ids: one that was rotated has a row for each of its values.
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
    private readonly lineages: KeyLineages,
    /** How keys are named in answers: those out of the asker's reach by their values. */
    private readonly names: KeyLineages["keyOf"],
  ) {}

  /** @param client within a repeatable-read transaction */
  static async open(client: pg.ClientBase, names?: KeyLineages["keyOf"]): Promise<UsageReader> {
    const extent = await readRollupExtent(client);
    const { countedTags: declaredTags } = await readBorder(client);
    const held = { declaredTags, eventsKeptFromMs: await eventsKeptFromMs(client) };
    const lineages = await keyLineages();
    return new UsageReader(client, extent, held, lineages, names ?? lineages.keyOf);
  }

  /**
   * What was used, by the cuts' periods and the groupings.
   * @throws DomainError where no rollup holds the groupings together and the events are too many
   */
  async sum({ groupBy, filters, cuts }: AmountQuestion): Promise<Amounts> {
    const groupings = groupBy.map(groupingNamed).sort((a, b) => Number(a.kind === "label") - Number(b.kind === "label"));
    const asked = Object.entries(filters).map(([name, values]) => ({ by: groupingNamed(name), values: [...values] }));
    const wanted = withValues(asked, this.lineages);
    const labelled = [...groupings, ...wanted.map(({ by }) => by)].some((by) => by.kind === "label");
    const { foldedUntilMs, dayZone, firstMs, lastMs } = this.extent;
    const places = cuts.map((ms) => (labelled || ms < foldedUntilMs ? quarterFloor(ms) : ms));
    const periods = places.slice(1).map((endMs, at) => ({ startMs: places[at] ?? endMs, endMs }));
    const whole = { fromMs: places[0] ?? 0, toMs: places.at(-1) ?? 0 };
    const fromMs = Math.max(whole.fromMs, quarterFloor(firstMs ?? whole.toMs));
    const toMs = Math.min(whole.toMs, quarterFloor((lastMs ?? 0) + MOST_AHEAD_MS));
    if (fromMs >= toMs) return { periods, rows: [] };
    const question = { ...whole, groupings, filters: wanted };
    const { groups } = chooseSources(question, { fromMs, toMs, periods, foldedUntilMs, dayZone }, groupings, this.held);
    const found = await sumAmounts(this.client, groups, { groupings, filters: wanted });
    const order = groupBy.map((name) => groupings.findIndex((by) => by.name === name));
    const keyAt = groupBy.indexOf("key");
    const named = (value: string, at: number) => (at === keyAt ? (this.names.get(value) ?? value) : value);
    const rows = found.map((row) => ({ ...row, values: order.map((from, at) => named(row.values[from] ?? "", at)) }));
    return { periods, rows };
  }
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
