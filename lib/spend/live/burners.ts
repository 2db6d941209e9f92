import type pg from "pg";
import { MINUTE_MS } from "@/lib/platform/time";
import type { NamesByDimension } from "../merged-names";
import type { LiveOrder } from "./choices";
import type { LiveAnswer, LiveQuery } from "./contract";
import { measuresOf, p95 } from "./live-measures";
import type { LiveFilters } from "./queries/live-filter";
import { addRow, type LiveSums, noSums } from "./queries/live-sums";
import { mergeLatencies } from "./queries/merge-latencies";
import { sumBurners } from "./queries/sum-burners";
import type { Windows } from "./windows";

interface Asked {
  query: LiveQuery;
  filters: LiveFilters;
  windows: Windows;
  names: NamesByDimension;
}

function sizeOf({ counts, cost }: LiveSums, order: LiveOrder): bigint {
  if (order === "cost") return cost;
  return order === "tokens" ? counts.input_tokens + counts.output_tokens : counts[order];
}

/** The biggest values of a dimension now, each against itself an hour ago. What is read under one name is one. */
export async function readBurners(client: pg.ClientBase, asked: Asked): Promise<LiveAnswer["rows"]> {
  const { query, filters, windows, names } = asked;
  const { by, order, limit } = query;
  const merged = names[by];
  const renamed = { values: [...(merged?.nameOf.keys() ?? [])], names: [...(merged?.nameOf.values() ?? [])] };
  const burners = new Map<string, { now: LiveSums; ago: LiveSums }>();
  for (const row of await sumBurners(client, { by, order, limit, filters, windows, renamed })) {
    const sums = burners.get(row.value) ?? { now: noSums(), ago: noSums() };
    burners.set(row.value, sums);
    if (row.part === "now") addRow(sums.now, row);
    else addRow(sums.ago, row, row.part === "running" ? windows.passedMs : MINUTE_MS);
  }
  const inSeries = (value: string) => merged?.valuesOf.get(value) ?? [value];
  const latencies = await mergeLatencies(client, {
    filters,
    from: new Date(windows.now.firstMs),
    to: new Date(windows.now.lastMs),
    only: { by, values: [...burners.keys()].flatMap(inSeries) },
  });
  const histogramOf = (value: string) => {
    const whole = new Map<number, number>();
    for (const each of inSeries(value))
      for (const [bucket, count] of latencies.get(each) ?? []) whole.set(bucket, (whole.get(bucket) ?? 0) + count);
    return whole;
  };
  return [...burners]
    .sort(([a, left], [b, right]) => {
      const [x, y] = [sizeOf(left.now, order), sizeOf(right.now, order)];
      return x === y ? (a < b ? -1 : 1) : x > y ? -1 : 1;
    })
    .map(([value, { now, ago }]) => ({
      value,
      now: { ...measuresOf(now), latency_p95_ms: p95(histogramOf(value)) },
      hour_ago: measuresOf(ago),
    }));
}
