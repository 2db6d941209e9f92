import { listText } from "./list-text";
import { type Range, rangeDates } from "./range";

interface Place {
  range: Range;
  zone: string;
  filters: Readonly<Record<string, readonly string[]>>;
  by?: readonly string[];
  measure?: string;
}

/** The address of a page that shows a range of whole days, as Explore and Events read it. */
export function placeHref(page: "/explore" | "/events", { range, zone, filters, by, measure }: Place): string {
  const query = new URLSearchParams({ range: "custom", ...rangeDates(range, zone) });
  if (by) query.set("by", listText(by));
  if (measure && measure !== "cost") query.set("measure", measure);
  for (const [name, values] of Object.entries(filters)) query.set(name, listText(values));
  return `${page}?${query}`;
}
