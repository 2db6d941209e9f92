import { DAY_MS, firstInstantOf, HOUR_MS, nextPeriod, offsetAt } from "@/lib/platform/time";

/** A stretch of one calendar day of the zone: the day whole (23, 23.5, 24, 25 hours), or what is left of it. */
export interface DayPart {
  fromMs: number;
  toMs: number;
  /** 0 = Sunday. */
  weekday: number;
  /** Hours of the stretch at each hour of the clock: 1, on days of a clock change also 0, 0.5 or 2, at the edges a part. */
  hours: Readonly<Float64Array>;
}

/** Of the days without a change of the clock; one for all of them, never written to. */
const WHOLE_DAY = new Float64Array(24).fill(1);

const localHour = (atMs: number, zone: string) => {
  const intoDayMs = (((atMs + offsetAt(atMs, zone)) % DAY_MS) + DAY_MS) % DAY_MS;
  return Math.floor(intoDayMs / HOUR_MS);
};

/** [fromMs, toMs) cut at the zone's midnights, in order. */
export function dayParts(fromMs: number, toMs: number, zone: string): DayPart[] {
  const parts: DayPart[] = [];
  let dayStartMs = firstInstantOf("day", fromMs, zone);
  while (dayStartMs < toMs) {
    const dayEndMs = nextPeriod("day", dayStartMs, zone);
    const part = { fromMs: Math.max(fromMs, dayStartMs), toMs: Math.min(toMs, dayEndMs) };
    if (part.toMs > part.fromMs) {
      const middleMs = (dayStartMs + dayEndMs) / 2;
      const weekday = (((Math.floor((middleMs + offsetAt(middleMs, zone)) / DAY_MS) + 4) % 7) + 7) % 7;
      parts.push({ ...part, weekday, hours: clockHours(part.fromMs, part.toMs, zone) });
    }
    dayStartMs = dayEndMs;
  }
  return parts;
}

/** A stretch of one day cut where its clock shows a full hour. */
export function hourParts(part: DayPart, zone: string): DayPart[] {
  const pieces: DayPart[] = [];
  for (let fromMs = part.fromMs; fromMs < part.toMs; ) {
    const intoHourMs = (((fromMs + offsetAt(fromMs, zone)) % HOUR_MS) + HOUR_MS) % HOUR_MS;
    const toMs = Math.min(fromMs + HOUR_MS - intoHourMs, part.toMs);
    const hours = new Float64Array(24);
    hours[localHour((fromMs + toMs) / 2, zone)] = (toMs - fromMs) / HOUR_MS;
    pieces.push({ fromMs, toMs, weekday: part.weekday, hours });
    fromMs = toMs;
  }
  return pieces;
}

/** Which hour of the clock an instant of this stretch falls into; without asking the zone where the clock does not change. */
export function clockOf({ fromMs, toMs }: DayPart, zone: string): (atMs: number) => number {
  const offsetMs = offsetAt(fromMs, zone);
  const plain = (fromMs + offsetMs) % DAY_MS === 0 && offsetAt(toMs, zone) === offsetMs;
  return plain ? (atMs) => Math.min(23, Math.floor((atMs - fromMs) / HOUR_MS)) : (atMs) => localHour(atMs, zone);
}

function clockHours(fromMs: number, toMs: number, zone: string): Float64Array {
  const offsetMs = offsetAt(fromMs, zone);
  const plain = toMs - fromMs === DAY_MS && (fromMs + offsetMs) % DAY_MS === 0 && offsetAt(toMs, zone) === offsetMs;
  if (plain) return WHOLE_DAY;
  const hours = new Float64Array(24);
  for (const piece of hourParts({ fromMs, toMs, weekday: 0, hours }, zone)) {
    for (const [hour, length] of piece.hours.entries()) hours[hour] = (hours[hour] ?? 0) + length;
  }
  return hours;
}
