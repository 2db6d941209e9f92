const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options });
    formats.set(key, made);
  }
  return made;
}

/** 20 Nov 2026, 10:00:05 */
export function formatInstant(time: string | number, zone: string): string {
  return format(zone, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(new Date(time));
}

/** 20 Nov, 10:00:05: for lists, where the year is known from the range. */
export function formatInstantShort(time: string | number, zone: string): string {
  return format(zone, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(
    new Date(time),
  );
}

/** 10:00:05 */
export function formatClock(time: string | number, zone: string): string {
  return format(zone, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(new Date(time));
}

export function formatDay(time: string | number, zone: string): string {
  return format(zone, { weekday: "short", day: "numeric", month: "short", year: "numeric" }).format(new Date(time));
}

export type Granularity = "hour" | "day" | "week" | "month" | "none";

/** The name of a period as its chart's axis shows it. */
export function formatPeriod(start: string | number, granularity: Granularity, zone: string): string {
  const date = new Date(start);
  if (granularity === "hour")
    return format(zone, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(date);
  if (granularity === "month") return format(zone, { month: "short", year: "numeric" }).format(date);
  const day = format(zone, { day: "numeric", month: "short" }).format(date);
  return granularity === "week" ? `week of ${day}` : day;
}

/** "GMT+5:45", "UTC": how far a zone is from UTC at an instant. */
export function zoneOffset(zone: string, atMs: number): string {
  const parts = format(zone, { timeZoneName: "shortOffset" }).formatToParts(new Date(atMs));
  return parts.find((part) => part.type === "timeZoneName")?.value ?? zone;
}

export function ago(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min ago` : `${Math.round(minutes / 60)} h ago`;
}
