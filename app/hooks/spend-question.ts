import { type CalendarUnit, rfc3339 } from "@/lib/platform/time";
import type { QueryValue } from "./api";
import type { Range } from "./range";

export interface SpendQuestion {
  range: Range;
  groupBy?: readonly string[];
  granularity?: CalendarUnit | "none";
  zone: string;
  /** Values asked for by dimension; several of one dimension are alternatives. */
  filters?: Readonly<Record<string, readonly string[]>>;
  limit?: number;
  /** Keep this many groups over the whole range, each with all its periods; the rest is one row a period. */
  top?: number;
}

export function spendQuery(question: SpendQuestion): Record<string, QueryValue> {
  const { range, groupBy = [], granularity = "none", zone, filters = {}, limit, top } = question;
  return {
    from: rfc3339(range.fromMs),
    to: rfc3339(range.toMs),
    group_by: groupBy.join(","),
    granularity,
    timezone: zone,
    limit,
    top,
    ...filters,
  };
}

/** The name under which the answer is kept in the browser. */
export const spendKey = (question: SpendQuestion) => ["spend", spendQuery(question)] as const;
