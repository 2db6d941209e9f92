import { singleton } from "./singleton";

export type CalendarUnit = "hour" | "day" | "week" | "month";

/** 0 = Sunday ... 6 = Saturday. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** Half-open [startMs, endMs), milliseconds since the epoch. */
export interface Period {
  startMs: number;
  endMs: number;
}

export const MINUTE_MS = 60_000;
export const QUARTER_MS = 15 * MINUTE_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** A stretch of time in which a zone's clock runs at one distance from UTC: [startMs, next piece). */
interface Piece {
  startMs: number;
  offsetMs: number;
}

const MONDAY: Weekday = 1;
const MAX_OFFSET_MS = 26 * HOUR_MS;
/** Pieces are found and kept for stretches of this length at a time. */
const CHUNK_MS = 512 * DAY_MS;

/**
 * What one IANA zone's clock showed and shows. Intl answers only "what is the local time at this
 * instant", in microseconds; so its changes are found once a chunk and kept.
 */
class Zone {
  private readonly format: Intl.DateTimeFormat;
  private readonly chunks = new Map<number, Piece[]>();
  private readonly dayStarts = new Map<number, number>();

  constructor(name: string) {
    this.format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  }

  private ask(instantMs: number): number {
    const part: Record<string, string> = {};
    for (const { type, value } of this.format.formatToParts(instantMs)) part[type] = value;
    const year = part.era === "BC" ? 1 - Number(part.year) : Number(part.year);
    const local = new Date(0);
    local.setUTCFullYear(year, Number(part.month) - 1, Number(part.day));
    local.setUTCHours(Number(part.hour), Number(part.minute), Number(part.second));
    return local.getTime() - Math.floor(instantMs / 1000) * 1000;
  }

  /** The pieces that begin in a chunk, headed by the one in force at its start. */
  private chunk(index: number): Piece[] {
    const known = this.chunks.get(index);
    if (known) return known;
    const startMs = index * CHUNK_MS;
    let offsetMs = this.ask(startMs);
    const pieces: Piece[] = [{ startMs, offsetMs }];
    for (let at = startMs; at < startMs + CHUNK_MS; at += DAY_MS) {
      const after = this.ask(at + DAY_MS);
      if (after === offsetMs) continue;
      let low = at;
      let high = at + DAY_MS;
      while (high - low > 1000) {
        const middle = low + Math.floor((high - low) / 2000) * 1000;
        if (this.ask(middle) === offsetMs) low = middle;
        else high = middle;
      }
      offsetMs = this.ask(high);
      if (high < startMs + CHUNK_MS) pieces.push({ startMs: high, offsetMs });
    }
    this.chunks.set(index, pieces);
    return pieces;
  }

  /** The pieces in force anywhere in [fromMs, toMs], in order; a chunk's border may split one in two. */
  pieces(fromMs: number, toMs: number): Piece[] {
    const found: Piece[] = [];
    for (let index = Math.floor(fromMs / CHUNK_MS); index * CHUNK_MS <= toMs; index++) found.push(...this.chunk(index));
    let first = found.length - 1;
    while (first > 0 && (found[first]?.startMs ?? 0) > fromMs) first--;
    return found.slice(first).filter((piece) => piece.startMs <= toMs);
  }

  offset(instantMs: number): number {
    const pieces = this.chunk(Math.floor(instantMs / CHUNK_MS));
    for (let index = pieces.length - 1; index > 0; index--) {
      const piece = pieces[index];
      if (piece && piece.startMs <= instantMs) return piece.offsetMs;
    }
    return pieces[0]?.offsetMs ?? 0;
  }

  /** The first instant at which the clock shows `localMs` (as if that were UTC) or, where that is skipped, later. */
  firstInstant(localMs: number): number {
    const pieces = this.pieces(localMs - MAX_OFFSET_MS, localMs + MAX_OFFSET_MS);
    let startMs = localMs;
    for (const [index, piece] of pieces.entries()) {
      startMs = Math.max(piece.startMs, localMs - piece.offsetMs);
      const next = pieces[index + 1];
      if (!next || startMs < next.startMs) break;
    }
    return startMs;
  }

  /** The first instant whose local date is `day` (days since 1970-01-01) or, where that day was skipped, later. */
  startOfDay(day: number): number {
    const known = this.dayStarts.get(day);
    if (known !== undefined) return known;
    const startMs = this.firstInstant(day * DAY_MS);
    this.dayStarts.set(day, startMs);
    return startMs;
  }

  /** The day an instant belongs to. A date that comes back after midnight (clock set back at 00:01) has ended. */
  dayOf(instantMs: number): number {
    const day = Math.floor((instantMs + this.offset(instantMs)) / DAY_MS);
    return this.startOfDay(day + 1) <= instantMs ? day + 1 : day;
  }

  /** Instants in (fromMs, toMs] at which the clock, before or after a change, shows a full hour. */
  *fullHours(fromMs: number, toMs: number): Generator<number> {
    const pieces = this.pieces(fromMs, toMs);
    let last = fromMs;
    for (const [index, { startMs, offsetMs }] of pieces.entries()) {
      const endMs = Math.min(toMs, pieces[index + 1]?.startMs ?? toMs);
      const earliest = Math.max(startMs, fromMs);
      for (let at = Math.ceil((earliest + offsetMs) / HOUR_MS) * HOUR_MS - offsetMs; at <= endMs; at += HOUR_MS) {
        if (at > last) yield at;
        last = Math.max(last, at);
      }
    }
  }

  startOfHour(instantMs: number): number {
    let start = instantMs;
    for (const at of this.fullHours(instantMs - 4 * HOUR_MS, instantMs)) start = at;
    return start;
  }
}

function zoneOf(name: string): Zone {
  const zones = singleton("timeZones", () => new Map<string, Zone>());
  const known = zones.get(name);
  if (known) return known;
  const made = new Zone(name);
  zones.set(name, made);
  return made;
}

/** True for a name of the IANA time-zone database; fixed offsets such as +02:00 are none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    zoneOf(name);
    return true;
  } catch {
    return false;
  }
}

function firstDayOfWeek(day: number, weekStartsOn: Weekday): number {
  // 1970-01-01 was a Thursday (4).
  const weekday = (((day + 4) % 7) + 7) % 7;
  return day - ((weekday - weekStartsOn + 7) % 7);
}

function firstDayOfMonth(day: number, monthsLater: number): number {
  const date = new Date(day * DAY_MS);
  const first = new Date(0);
  first.setUTCFullYear(date.getUTCFullYear(), date.getUTCMonth() + monthsLater, 1);
  return first.getTime() / DAY_MS;
}

/**
 * The first instant of the local hour, day, week or month that holds `instantMs`. Exact across
 * changes of the clock: a day begins at the first instant of its date, also where midnight is
 * skipped or comes twice; an hour begins where the clock shows a full one.
 */
export function firstInstantOf(unit: CalendarUnit, instantMs: number, zone: string, weekStartsOn: Weekday = MONDAY): number {
  const clock = zoneOf(zone);
  if (unit === "hour") return clock.startOfHour(instantMs);
  const day = clock.dayOf(instantMs);
  if (unit === "day") return clock.startOfDay(day);
  if (unit === "week") return clock.startOfDay(firstDayOfWeek(day, weekStartsOn));
  return clock.startOfDay(firstDayOfMonth(day, 0));
}

/** The first instant of the period after the one that holds `instantMs`. */
export function nextPeriod(unit: CalendarUnit, instantMs: number, zone: string, weekStartsOn: Weekday = MONDAY): number {
  const clock = zoneOf(zone);
  if (unit === "hour") {
    for (const at of clock.fullHours(instantMs, instantMs + 4 * HOUR_MS)) return at;
    return instantMs + HOUR_MS;
  }
  const day = clock.dayOf(instantMs);
  if (unit === "day") return clock.startOfDay(day + 1);
  if (unit === "week") return clock.startOfDay(firstDayOfWeek(day, weekStartsOn) + 7);
  return clock.startOfDay(firstDayOfMonth(day, 1));
}

/**
 * The calendar periods that cover [fromMs, toMs), whole: the first may begin before fromMs and the
 * last end after toMs. They tile: each ends where the next begins.
 */
export function periods(
  fromMs: number,
  toMs: number,
  unit: CalendarUnit,
  zone: string,
  weekStartsOn: Weekday = MONDAY,
): Period[] {
  const found: Period[] = [];
  if (fromMs >= toMs) return found;
  let startMs = firstInstantOf(unit, fromMs, zone, weekStartsOn);
  if (unit === "hour") {
    for (const endMs of zoneOf(zone).fullHours(startMs, toMs + 4 * HOUR_MS)) {
      found.push({ startMs, endMs });
      startMs = endMs;
      if (startMs >= toMs) break;
    }
    return found;
  }
  while (startMs < toMs) {
    const endMs = nextPeriod(unit, startMs, zone, weekStartsOn);
    found.push({ startMs, endMs });
    startMs = endMs;
  }
  return found;
}

/** The local calendar date of an instant, as YYYY-MM-DD. */
export function localDate(instantMs: number, zone: string): string {
  return new Date(zoneOf(zone).dayOf(instantMs) * DAY_MS).toISOString().slice(0, 10);
}

/** The first instant of a local date YYYY-MM-DD; null when there is no such date in the calendar. */
export function startOfLocalDate(date: string, zone: string): number | null {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(midnight)) return null;
  if (new Date(midnight).toISOString().slice(0, 10) !== date) return null;
  return zoneOf(zone).startOfDay(midnight / DAY_MS);
}

/** What the zone's clock shows minus UTC at an instant, in milliseconds: local time = instant + offset. */
export function offsetAt(instantMs: number, zone: string): number {
  return zoneOf(zone).offset(instantMs);
}

/** A date so many days later (or, negative, before), YYYY-MM-DD. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/**
 * The instant at which the clock of a zone first shows this hour of this date; where the change of
 * the clock skips it, the first instant after.
 */
export function localHour(date: string, hour: number, zone: string): number {
  return zoneOf(zone).firstInstant(Date.parse(`${date}T00:00:00Z`) + hour * HOUR_MS);
}

/** RFC 3339 in UTC, seconds where the instant has no fraction: 2026-11-20T10:00:00Z. */
export function rfc3339(instantMs: number): string {
  return new Date(instantMs).toISOString().replace(".000Z", "Z");
}
