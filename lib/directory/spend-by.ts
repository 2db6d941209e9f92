import { formatAtto } from "@/lib/platform/decimal";
import type { Reach } from "@/lib/platform/reach";
import { rfc3339 } from "@/lib/platform/time";
import { readReport, reportRange, type UsageAmount } from "@/lib/spend/service";
import type { DirectoryKind, SpendBy, SpendByQuery } from "./contract";
import { NEAREST, nearest, ownerRows } from "./owners";

type Sum = Pick<UsageAmount, "cost" | "requests" | "unpriced">;

const nothing = (): Sum => ({ cost: 0n, requests: 0n, unpriced: 0n });

function add(sum: Sum, row: Sum): void {
  sum.cost += row.cost;
  sum.requests += row.requests;
  sum.unpriced += row.unpriced;
}

const whole = (count: bigint) => (Number.isSafeInteger(Number(count)) ? Number(count) : count.toString());

const amountsOf = ({ cost, requests, unpriced }: Sum) => ({
  effective_cost_usd: requests > 0n && unpriced === requests ? null : formatAtto(cost),
  requests: whole(requests),
  unpriced_requests: whole(unpriced),
});

const dearestFirst = (a: Sum, b: Sum) => (a.cost === b.cost ? 0 : a.cost > b.cost ? -1 : 1);

interface Group {
  name: string | null;
  sum: Sum;
  parts: Map<string, { kind: DirectoryKind; name: string; sum: Sum }>;
}

/**
 * Spend by who answers for it: exact sums of the rollups, each row of them given to the nearest entry that has an owner
 * (a cost centre), so that the rows add up to what /api/v1/spend says of the range. What nobody has is a row of its own.
 * @throws validation_failed, naming the parameter
 */
export async function spendBy({ by, ...range }: SpendByQuery, reach: Reach): Promise<SpendBy> {
  const { fromMs, toMs } = reportRange(range);
  const entries = await ownerRows();
  const having = [...entries.values()].filter((row) => row[by] !== null);
  // Only what tells owners apart is read: mostly tenants alone, which days hold.
  const groupBy = NEAREST.filter((kind) => kind === "tenant" || having.some((row) => row.kind === kind));
  const tenant = reach.within(undefined);
  const { rows } = await readReport(
    (reader) => reader.sum({ groupBy, filters: tenant ? { tenant } : {}, cuts: [fromMs, toMs] }),
    reach,
  );
  const groups = new Map<string | null, Group>();
  const total = nothing();
  for (const row of rows) {
    const scope = Object.fromEntries(groupBy.map((kind, at) => [kind, row.values[at] ?? ""]));
    const found = nearest(entries, scope, (entry) => (entry[by] === null ? null : entry));
    const value = found?.[by] ?? null;
    const group = groups.get(value) ?? {
      name: by === "owner" ? (found?.owner_name ?? null) : null,
      sum: nothing(),
      parts: new Map(),
    };
    groups.set(value, group);
    const part = found ? { kind: found.kind, name: found.name } : { kind: "tenant" as const, name: scope.tenant ?? "" };
    const id = `${part.kind} ${part.name}`;
    const known = group.parts.get(id) ?? { ...part, sum: nothing() };
    group.parts.set(id, known);
    for (const sum of [total, group.sum, known.sum]) add(sum, row);
  }
  const ordered = [...groups].sort(([, a], [, b]) => dearestFirst(a.sum, b.sum));
  return {
    by,
    rows: ordered.map(([value, { name, sum, parts }]) => ({
      value,
      name,
      ...amountsOf(sum),
      parts: [...parts.values()]
        .sort((a, b) => dearestFirst(a.sum, b.sum))
        .map((part) => ({ kind: part.kind, name: part.name, ...amountsOf(part.sum) })),
    })),
    total: amountsOf(total),
    range: { from: rfc3339(fromMs), to: rfc3339(toMs) },
  };
}
