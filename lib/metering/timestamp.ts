/** An instant: epoch milliseconds, and the RFC 3339 text in UTC with at most six fractional digits. */
interface Instant {
  ms: number;
  text: string;
}

const TIMESTAMP_FORMAT = "must be a date and time with a zone as in RFC 3339, such as 2026-11-20T10:00:00Z";
const PATTERN = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d\d):(\d\d))?$/;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/**
 * Reads an RFC 3339 timestamp of any offset, down to nanoseconds (cut to microseconds). A leap
 * second (:60) is the first instant of the next minute. Returns a sentence when it is none.
 */
export function parseTimestamp(value: unknown): Instant | string {
  if (typeof value !== "string") return TIMESTAMP_FORMAT;
  if (value !== lastText) {
    lastParsed = parse(value);
    lastText = value;
  }
  return lastParsed;
}

// An event's timestamp is checked, then read; and neighbours often share theirs.
let lastText: string | null = null;
let lastParsed: Instant | string = TIMESTAMP_FORMAT;

function parse(value: string): Instant | string {
  const match = PATTERN.exec(value);
  if (match === null) return TIMESTAMP_FORMAT;
  const [, yearText, monthText, dayText, hourText, minuteText, secondText, fraction, utc, sign, offsetHours, offsetMinutes] =
    match;
  if (utc === undefined && sign === undefined) return "has no zone: add Z for UTC, or an offset such as +02:00";
  const year = Number(yearText);
  const month = Number(monthText);
  const day = Number(dayText);
  const hour = Number(hourText);
  const minute = Number(minuteText);
  const second = Number(secondText);
  const days = month === 2 && !isLeapYear(year) ? 28 : DAYS[month - 1];
  if (days === undefined || day < 1 || day > days) return "names a day that does not exist";
  if (hour > 23 || minute > 59 || second > 60) return "names a time of day that does not exist";
  let offsetMs = 0;
  if (sign !== undefined) {
    const hours = Number(offsetHours);
    const minutes = Number(offsetMinutes);
    if (hours > 23 || minutes > 59) return "has an offset that does not exist";
    offsetMs = (hours * 60 + minutes) * (sign === "-" ? -60_000 : 60_000);
  }
  // Date.UTC takes years below 100 for 19xx.
  if (year < 1970) return "lies before 1970";
  const wholeMs = Date.UTC(year, month - 1, day, hour, minute, second) - offsetMs;
  if (wholeMs < 0) return "lies before 1970";
  if (wholeMs >= 253_402_300_800_000) return "lies after the year 9999";
  const micros = fraction === undefined ? "" : fraction.slice(0, 6);
  const ms = wholeMs + (micros === "" ? 0 : Number(micros.slice(0, 3).padEnd(3, "0")));
  const whole =
    utc !== undefined && second < 60
      ? `${yearText}-${monthText}-${dayText}T${hourText}:${minuteText}:${secondText}`
      : new Date(wholeMs).toISOString().slice(0, 19);
  return { ms, text: micros === "" ? `${whole}Z` : `${whole}.${micros}Z` };
}
