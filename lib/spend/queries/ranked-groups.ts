import { atto } from "@/lib/platform/decimal";
import type { GroupKey } from "./usage-sources";

/** A group with what it is ranked by. */
export interface RankedGroup extends GroupKey {
  period: number;
  cost: bigint;
  requests: bigint;
}

export type RankedRow = Record<string, string | number>;

export function rankedGroups(rows: RankedRow[], width: number): RankedGroup[] {
  return rows.map((row) => ({
    period: Number(row.period),
    values: Array.from({ length: width }, (_, at) => String(row[`c${at}`])),
    cost: atto(row.cost ?? 0),
    requests: BigInt(row.requests ?? 0),
  }));
}

/** Most effective cost first, then most requests; ties in a fixed order. */
export function dearestFirst(a: RankedGroup, b: RankedGroup): number {
  if (a.cost !== b.cost) return a.cost > b.cost ? -1 : 1;
  if (a.requests !== b.requests) return a.requests > b.requests ? -1 : 1;
  if (a.period !== b.period) return a.period - b.period;
  const [left, right] = [a.values.join("\u0000"), b.values.join("\u0000")];
  return left < right ? -1 : left > right ? 1 : 0;
}
