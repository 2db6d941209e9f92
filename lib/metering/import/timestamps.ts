import { tzOffset } from "@date-fns/tz";

const CALENDAR =
  /^(\d{4})[-/](\d{2})[-/](\d{2})(?:[Tt ]+(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?\s*(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/;
const EPOCH = /^(\d{1,19})(?:\.(\d+))?$/;

const DAY_MS = 86_400_000;

/** Wall-clock minutes already looked up: a zone's rules are slow to ask, and its offset is constant within a minute. */
const offsets = new Map<string, number>();

/**
 * A time as an export writes it, as RFC 3339 UTC with at most six fractional digits (further ones are cut off);
 * null when it is none. Understood: ISO 8601 with a "T" or a space, with or without seconds, fraction and zone;
 * a date alone (its first instant); seconds, milliseconds, microseconds or nanoseconds since 1970 (told apart by size).
 * A time without a zone is one of `zone`; one that a clock change repeats is its first occurrence.
 */
export function readTimestamp(text: string, zone: string): string | null {
  const trimmed = text.trim();
  const calendar = CALENDAR.exec(trimmed);
  if (calendar) return fromCalendar(calendar, zone);
  const epoch = EPOCH.exec(trimmed);
  return epoch ? fromEpoch(epoch[1] ?? "", epoch[2] ?? "") : null;
}

function fromCalendar(match: RegExpExecArray, zone: string): string | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const wallMs = Date.UTC(year, month - 1, day, hour, minute, second);
  const wall = new Date(wallMs);
  // Date.UTC carries a 31st of February over into March: such a date is none.
  if (wall.getUTCMonth() !== month - 1 || wall.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return null;
  const instant = wallMs - offsetMs(match[8], wallMs, zone);
  return format(instant, match[7] ?? "");
}

function offsetMs(given: string | undefined, wallMs: number, zone: string): number {
  if (given === undefined) return zone === "UTC" ? 0 : offsetOfZone(wallMs, zone);
  if (!/^[+-]/.test(given)) return 0;
  const digits = given.replaceAll(/[^\d]/g, "").padEnd(4, "0");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (given.startsWith("-") ? -minutes : minutes) * 60_000;
}

function offsetOfZone(wallMs: number, zone: string): number {
  const minuteMs = Math.floor(wallMs / 60_000) * 60_000;
  const key = `${zone} ${minuteMs}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const offsetAt = (ms: number) => tzOffset(zone, new Date(ms)) * 60_000;
  const before = offsetAt(minuteMs - DAY_MS);
  const after = offsetAt(minuteMs + DAY_MS);
  // Where the clock is put back both hold, and the earlier one is the first occurrence; in the hour that a clock
  // change leaves out neither does, and the time is read as if the clock had not yet changed.
  const offset = [before, after].find((each) => offsetAt(minuteMs - each) === each) ?? before;
  if (offsets.size > 100_000) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

/** Seconds until the year 5138, then each unit a thousand times smaller. */
function fromEpoch(whole: string, fraction: string): string | null {
  const value = BigInt(whole);
  let scale = 9;
  for (let limit = 100_000_000_000n; value >= limit && scale > 0; limit *= 1000n) scale -= 3;
  const nanos = value * 10n ** BigInt(scale) + BigInt(`${fraction}000000000`.slice(0, scale) || "0");
  const seconds = Number(nanos / 1_000_000_000n);
  return format(seconds * 1000, (nanos % 1_000_000_000n).toString().padStart(9, "0"));
}

function format(wholeSecondMs: number, fraction: string): string | null {
  if (!(Math.abs(wholeSecondMs) <= 8.64e15)) return null;
  const digits = fraction.slice(0, 6).replace(/0+$/, "");
  return `${new Date(wholeSecondMs).toISOString().slice(0, -5)}${digits ? `.${digits}` : ""}Z`;
}

/** The same instant `shiftMs` later, its digits below the millisecond kept. */
export function shiftTimestamp(time: string, shiftMs: number): string {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? "";
  const moved = new Date(Date.parse(`${time.slice(0, 19)}.${fraction.padEnd(3, "0").slice(0, 3)}Z`) + shiftMs).toISOString();
  return `${moved.slice(0, -1)}${fraction.slice(3)}Z`;
}
