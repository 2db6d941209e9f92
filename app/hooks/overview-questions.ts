import { autoGranularity, comparedRanges, type Range } from "./range";
import type { SpendQuestion } from "./spend-question";

export const STACKED_BY = ["tenant", "feature"] as const;
export type StackedBy = (typeof STACKED_BY)[number];

const SERIES = 9;
const TENANTS = 10;

interface Chosen {
  range: Range;
  compared: { previous: Range };
  zone: string;
}

/** What the overview asks, under the names by which it shows the answers. */
export function overviewQuestions({ range, compared, zone }: Chosen, nowMs: number, by: StackedBy) {
  const pair = (preset: "today" | "mtd") => {
    const { current, previous } = comparedRanges({ preset, from: null, to: null, zone }, nowMs);
    return { current: { range: current, zone }, previous: { range: previous, zone } };
  };
  return {
    total: { range, zone },
    before: { range: compared.previous, zone },
    today: pair("today"),
    month: pair("mtd"),
    byPeriod: { range, zone, groupBy: [by], granularity: autoGranularity(range), top: SERIES },
    tenants: { range, zone, groupBy: ["tenant"], granularity: "none", top: TENANTS },
  } satisfies Record<string, SpendQuestion | { current: SpendQuestion; previous: SpendQuestion }>;
}
