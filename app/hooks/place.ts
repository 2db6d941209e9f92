import { listText } from "./list-text";
import { type Range, rangeDates } from "./range";

interface Place {
  range: Range;
  zone: string;
  filters: Readonly<Record<string, readonly string[]>>;
  by?: readonly string[];
  measure?: string;
  /** Only the calls of this correlation id; for events. */
  correlationId?: string | null;
}

/** The address of a page that shows a range of whole days, as Explore and Events read it. */
export function placeHref(page: "/explore" | "/events", { range, zone, filters, by, measure, correlationId }: Place): string {
  const query = new URLSearchParams({ range: "custom", ...rangeDates(range, zone) });
  if (by) query.set("by", listText(by));
  if (measure && measure !== "cost") query.set("measure", measure);
  for (const [name, values] of Object.entries(filters)) query.set(name, listText(values));
  if (correlationId) query.set("correlation_id", correlationId);
  return `${page}?${query}`;
}

const STOPPED_BY = ["tenant", "feature", "environment", "provider", "model", "key", "user"] as const;

/** The address of the form that stops calls, filled in: one value of each dimension, and why. */
export function stopHref(scope: Readonly<Record<string, string | undefined>>, reason?: string): string {
  const query = new URLSearchParams({ new: "true" });
  for (const name of STOPPED_BY) if (scope[name]) query.set(name, listText([scope[name]]));
  if (reason) query.set("why", reason);
  return `/stops?${query}`;
}
