import { localDate } from "@/lib/platform/time";
import type { PastCrossing } from "./past-crossings";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function ordinal(day: number): string {
  const tens = day % 100;
  const ending = tens >= 11 && tens <= 13 ? "th" : (["th", "st", "nd", "rd"][day % 10] ?? "th");
  return `${day}${ending}`;
}

const NAMES: Record<string, string> = {
  hour: "hours",
  day: "days",
  week: "weeks",
  month: "months",
  quarter: "quarters",
  year: "years",
  rolling: "windows",
  fixed: "ranges",
};

function joinedList(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/**
 * One sentence on what a limit would have met: the highest share crossed in most of the past periods, and when.
 * @param past newest first; periods without usage count as not crossed
 */
export function previewSentence(
  past: readonly { crossed: readonly PastCrossing[]; used: boolean }[],
  kind: string,
  zone: string,
): string {
  const name = NAMES[kind] ?? "periods";
  const last = `the last ${past.length === 1 ? name.slice(0, -1) : `${past.length} ${name}`}`;
  if (!past.some(({ used }) => used)) return `There was no usage in ${last} to compare with.`;
  const counts = new Map<number, number>();
  for (const { crossed } of past) for (const { percent } of crossed) counts.set(percent, (counts.get(percent) ?? 0) + 1);
  if (counts.size === 0) return `Would have crossed none of its thresholds in ${last}.`;
  const most = Math.max(...counts.values());
  const percent = Math.max(...[...counts].filter(([, count]) => count === most).map(([each]) => each));
  const dates = past
    .flatMap(({ crossed }) => crossed.filter((each) => each.percent === percent))
    .map(({ atMs }) => localDate(atMs - 1, zone));
  const days = new Set(dates.map((date) => Number(date.slice(8))));
  const [day] = days;
  if (kind === "month" && days.size === 1 && dates.length === past.length && past.length > 1 && day !== undefined) {
    return `Would have crossed ${percent}% on the ${ordinal(day)} in each of ${last}.`;
  }
  const named = dates.map((date) => `${Number(date.slice(8))} ${MONTHS[Number(date.slice(5, 7)) - 1]}`).reverse();
  const often = dates.length === past.length ? `in each of ${last}` : `in ${dates.length} of ${last}`;
  return `Would have crossed ${percent}% ${past.length === 1 ? "" : `${often}, `}on ${joinedList(named)}.`;
}
