import { burnMultiple } from "../model/figures";
import type { BudgetSpan } from "../model/periods";
import type { PartRoles } from "./cuts";

const sumOf = (amounts: readonly bigint[], chosen: readonly boolean[]) =>
  amounts.reduce((sum, amount, at) => (chosen[at] ? sum + amount : sum), 0n);

/** What a reading's parts come to, for one budget or subject. Amounts are 10^-18 of the measure's unit. */
export interface PartFigures {
  spent: bigint;
  unpriced: bigint;
  fastSpent: bigint;
  slowSpent: bigint;
}

export function figuresOf(amounts: readonly bigint[], unpriced: readonly bigint[], roles: PartRoles): PartFigures {
  return {
    spent: sumOf(amounts, roles.inPeriod),
    unpriced: sumOf(unpriced, roles.inPeriod),
    fastSpent: sumOf(amounts, roles.inFast),
    slowSpent: sumOf(amounts, roles.inSlow),
  };
}

/** The paces of the two windows, as multiples of the even one. */
export function burnOf(
  { fastSpent, slowSpent }: PartFigures,
  roles: PartRoles,
  limit: bigint,
  span: BudgetSpan,
  nowMs: number,
): { fast: number; slow: number } {
  return {
    fast: burnMultiple(fastSpent, nowMs - roles.fastStartMs, limit, span),
    slow: burnMultiple(slowSpent, nowMs - roles.slowStartMs, limit, span),
  };
}
