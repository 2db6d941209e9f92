import type { Period } from "@/lib/platform/time";
import type { UsageReader } from "@/lib/spend/service";
import type { BudgetRecord } from "../model/budget";
import { amountIn, type Counted, countedBy, type ReadingGroup, subjectKey } from "./groups";

/** What one budget or subject used in each part of a reading. */
export interface PartAmounts extends Counted {
  amounts: bigint[];
  unpriced: bigint[];
}

export interface GroupReading {
  parts: Period[];
  /** By `subjectKey`. Own budgets without usage are in it too, subjects of templates only with usage. */
  found: Map<string, PartAmounts>;
}

/** What of a group is read; all of it where nothing is said. */
export interface Part {
  /** Only these tenants', and so only what is made of them alone. */
  tenants?: ReadonlySet<string>;
  /** Only these values of the templates' dimension. */
  subjects?: readonly string[];
}

/** Whether a reading of these tenants alone holds everything a budget (or its subject) counts. */
export function isHeldBy(
  { scope, each }: BudgetRecord,
  subject: string | null,
  tenants: ReadonlySet<string> | undefined,
): boolean {
  if (!tenants) return true;
  if (each === "tenant") return subject === null || tenants.has(subject);
  return scope.tenant?.every((tenant) => tenants.has(tenant)) ?? false;
}

/** Reads what every budget of a group used between each two cuts: one query, whatever their number. */
export async function readGroup(
  reader: UsageReader,
  group: ReadingGroup,
  cuts: readonly number[],
  { tenants, subjects }: Part = {},
): Promise<GroupReading> {
  const filters = { ...group.filters };
  if (tenants) filters.tenant = [...tenants];
  const each = group.templates[0]?.budget.each;
  if (subjects && each) filters[each] = [...subjects];
  const { periods: parts, rows } = await reader.sum({ groupBy: group.shape, filters, cuts });
  const found = new Map<string, PartAmounts>();
  const entry = (counted: Counted): PartAmounts => {
    const key = subjectKey(counted.budget.id, counted.subject);
    const known = found.get(key);
    if (known) return known;
    const made = { ...counted, amounts: parts.map(() => 0n), unpriced: parts.map(() => 0n) };
    found.set(key, made);
    return made;
  };
  for (const budget of group.budgets) {
    if (budget.each === null && isHeldBy(budget, null, tenants)) entry({ budget, subject: null });
  }
  for (const row of rows) {
    for (const counted of countedBy(group, row.values)) {
      if (!isHeldBy(counted.budget, counted.subject, tenants)) continue;
      const { amounts, unpriced } = entry(counted);
      amounts[row.period] = (amounts[row.period] ?? 0n) + amountIn(row, counted.budget.measure);
      unpriced[row.period] = (unpriced[row.period] ?? 0n) + row.unpriced;
    }
  }
  return { parts, found };
}
