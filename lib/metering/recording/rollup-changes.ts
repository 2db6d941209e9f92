import type pg from "pg";
import { type Statement, sendTogether } from "@/lib/platform/send-together";
import { firstInstantOf, HOUR_MS, MINUTE_MS, QUARTER_MS } from "@/lib/platform/time";
import { floorTo } from "../buckets";
import { CUBOIDS, counts, DAY_CUBOIDS, DIMENSIONS, HOUR_CUBOIDS, holdsValues, VALUE_CUBOIDS } from "../cuboids";
import { ROLLUP_TABLES, type RollupRow, type RollupTable, rollupUpsert } from "../queries/upsert-rollup";
import { type EventMeasures, Measures } from "./measures";
import type { FoldBorder } from "./rollup-border";

/** The base dimensions of one series, named and numbered. */
export interface SeriesKey {
  seriesId: number;
  tenant: string;
  feature: string;
  environment: string;
  provider: string;
  model: string;
  key: string;
}

/** One event entering (+1) or leaving (-1) the rollups. */
export interface RollupChange {
  series: SeriesKey;
  timeMs: number;
  /** [label, value]: the user and the declared tags. */
  labels: readonly (readonly [label: string, value: string])[];
  measures: EventMeasures;
  sign: 1 | -1;
}

/** Minute rows keep this much past; later arrivals than that are counted by quarters alone. */
const MINUTES_KEPT_MS = 3 * 24 * HOUR_MS;

class Sums {
  private readonly rows = new Map<string | number, RollupRow & { sort: string | number }>();

  at(id: string | number, key: () => readonly (string | number)[]): Measures {
    let row = this.rows.get(id);
    if (row === undefined) {
      row = { key: key(), measures: new Measures(), sort: id };
      this.rows.set(id, row);
    }
    return row.measures;
  }

  get size(): number {
    return this.rows.size;
  }

  sorted(): RollupRow[] {
    return [...this.rows.values()].sort((a, b) => (a.sort < b.sort ? -1 : a.sort > b.sort ? 1 : 0));
  }
}

const SEPARATOR = "\u001f";
/** More than there will be series, and little enough that minute and series make one exact number until 2097. */
const SERIES_SLOTS = 2 ** 27;

const instantTexts = new Map<number, string>();

function instant(ms: number): string {
  const known = instantTexts.get(ms);
  if (known !== undefined) return known;
  if (instantTexts.size > 20_000) instantTexts.clear();
  const text = new Date(ms).toISOString();
  instantTexts.set(ms, text);
  return text;
}

/** The dimensions of a cuboid's row; '' where it does not tell them apart. */
function namesIn(cuboid: number, series: SeriesKey): string[] {
  const within = CUBOIDS[cuboid] ?? [];
  return DIMENSIONS.map((dimension) => (within.includes(dimension) ? series[dimension] : ""));
}

/** Sums changes by rollup row in memory, so that the database sees each row once a batch. */
export class RollupBatch {
  private readonly minute = new Sums();
  private readonly quarter = new Sums();
  private readonly hour = new Sums();
  private readonly day = new Sums();
  private readonly month = new Sums();
  private readonly labelQuarter = new Sums();
  private readonly labelDay = new Sums();
  private readonly labelMonth = new Sums();
  private readonly valueDay = new Sums();
  private readonly valueMonth = new Sums();

  constructor(
    private readonly border: FoldBorder,
    private readonly nowMs: number,
  ) {}

  add(change: RollupChange): void {
    const { series, timeMs, measures, sign } = change;
    const folded = timeMs < this.border.foldedUntilMs;
    if (!folded || timeMs >= this.nowMs - MINUTES_KEPT_MS) {
      const start = floorTo(MINUTE_MS, timeMs);
      const id = (start / MINUTE_MS) * SERIES_SLOTS + series.seriesId;
      this.minute.at(id, () => [instant(start), series.seriesId, series.tenant]).add(measures, sign);
    }
    if (folded) this.addFolded(change);
    for (const [label, value] of change.labels) this.addLabel(change, label, value, folded);
  }

  private addFolded({ series, timeMs, measures, sign }: RollupChange): void {
    const start = floorTo(QUARTER_MS, timeMs);
    const id = (start / MINUTE_MS) * SERIES_SLOTS + series.seriesId;
    this.quarter.at(id, () => [instant(start), series.seriesId, series.tenant]).add(measures, sign);
    const hour = floorTo(HOUR_MS, timeMs);
    const day = firstInstantOf("day", timeMs, this.border.dayZone);
    const month = firstInstantOf("month", timeMs, this.border.dayZone);
    for (const cuboid of HOUR_CUBOIDS) this.cube(this.hour, cuboid, hour, series)?.add(measures, sign);
    for (const cuboid of DAY_CUBOIDS) {
      this.cube(this.day, cuboid, day, series)?.add(measures, sign);
      this.cube(this.month, cuboid, month, series)?.add(measures, sign);
    }
  }

  private cube(sums: Sums, cuboid: number, start: number, series: SeriesKey): Measures | null {
    if (!counts(cuboid, series.tenant)) return null;
    const key = [cuboid, instant(start), ...namesIn(cuboid, series)];
    return sums.at(key.join(SEPARATOR), () => key);
  }

  private addLabel(change: RollupChange, label: string, value: string, folded: boolean): void {
    const { series, timeMs, measures, sign } = change;
    const add = (sums: Sums, start: number) => {
      const key = [instant(start), label, value, series.seriesId, series.tenant];
      sums.at(key.join(SEPARATOR), () => key).add(measures, sign);
    };
    add(this.labelQuarter, floorTo(QUARTER_MS, timeMs));
    if (!folded) return;
    const day = firstInstantOf("day", timeMs, this.border.dayZone);
    const month = firstInstantOf("month", timeMs, this.border.dayZone);
    add(this.labelDay, day);
    add(this.labelMonth, month);
    this.addValues(this.valueDay, day, change, label, value);
    this.addValues(this.valueMonth, month, change, label, value);
  }

  private addValues(sums: Sums, start: number, { series, measures, sign }: RollupChange, label: string, value: string): void {
    for (const cuboid of VALUE_CUBOIDS) {
      if (!counts(cuboid, series.tenant)) continue;
      const [tenant = "", ...others] = namesIn(cuboid, series);
      for (const each of holdsValues(cuboid, label) ? [value, ""] : [""]) {
        const key = [cuboid, label, instant(start), tenant, each, ...others];
        sums.at(key.join(SEPARATOR), () => key).add(measures, sign);
      }
    }
  }

  async write(client: pg.ClientBase): Promise<void> {
    await sendTogether(client, this.statements());
  }

  /** What writes every tier, in the same order of tables and rows in every transaction. */
  statements(): Statement[] {
    const tiers: [RollupTable, Sums][] = [
      [ROLLUP_TABLES.minute, this.minute],
      [ROLLUP_TABLES.quarter, this.quarter],
      [ROLLUP_TABLES.hour, this.hour],
      [ROLLUP_TABLES.day, this.day],
      [ROLLUP_TABLES.month, this.month],
      [ROLLUP_TABLES.labelQuarter, this.labelQuarter],
      [ROLLUP_TABLES.labelDay, this.labelDay],
      [ROLLUP_TABLES.labelMonth, this.labelMonth],
      [ROLLUP_TABLES.valueDay, this.valueDay],
      [ROLLUP_TABLES.valueMonth, this.valueMonth],
    ];
    return tiers.flatMap(([table, sums]) => (sums.size === 0 ? [] : [rollupUpsert(table, sums.sorted())]));
  }
}
