import { listText } from "@/app/hooks/list-text";

/** The address that compares two periods of a scope: before and after an instant, or as the page chooses. */
export function compareHref(filters: Readonly<Record<string, readonly string[]>>, aroundMs?: number): string {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(filters)) query.set(name, listText(values));
  if (aroundMs !== undefined) query.set("at", new Date(aroundMs).toISOString());
  const text = query.toString();
  return text ? `/compare?${text}` : "/compare";
}
