import { offsetAt } from "@/lib/platform/time";

/** An instant as the field of a date and a time has it: 2026-11-20T10:00, by the zone's clock. */
export function localText(instantMs: number, zone: string): string {
  return new Date(instantMs + offsetAt(instantMs, zone)).toISOString().slice(0, 16);
}

/** The instant at which the zone's clock shows this; where it shows it twice, the first. Null where it is no date and time. */
export function instantOfLocal(text: string, zone: string): number | null {
  const shown = Date.parse(`${text}Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) || Number.isNaN(shown)) return null;
  const guesses = [shown - offsetAt(shown - 86_400_000, zone), shown - offsetAt(shown + 86_400_000, zone)];
  return guesses.find((each) => each + offsetAt(each, zone) === shown) ?? guesses[0] ?? null;
}
