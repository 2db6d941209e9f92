/** An all-day event of a calendar. */
export interface CalendarEvent {
  /** The same for the same thing however often the calendar is read. */
  uid: string;
  /** YYYY-MM-DD */
  on: string;
  summary: string;
  description: string;
  /** When it was last changed. */
  changedAt: Date;
  /** Days before at which a calendar program may remind. */
  alarmDays: number;
}

const MOST_OCTETS = 75;

/** TEXT of RFC 5545, 3.3.11. */
function escaped(text: string): string {
  return text
    .replace(/[\\;,]/g, (found) => `\\${found}`)
    .replace(/\r\n|\r|\n/g, "\\n")
    .replace(/\p{Cc}/gu, " ");
}

/** Folds a content line after 75 octets (3.1), never within a character. */
function folded(line: string): string {
  const lines: string[] = [];
  let part = "";
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > MOST_OCTETS) {
      lines.push(part);
      part = " ";
      octets = 1;
    }
    part += character;
    octets += size;
  }
  lines.push(part);
  return lines.join("\r\n");
}

const day = (date: string) => date.replaceAll("-", "");
const stamp = (date: Date) => date.toISOString().replace(/[-:]|\.\d{3}/g, "");

function nextDay(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function eventLines(event: CalendarEvent): string[] {
  return [
    "BEGIN:VEVENT",
    `UID:${escaped(event.uid)}`,
    `DTSTAMP:${stamp(event.changedAt)}`,
    `LAST-MODIFIED:${stamp(event.changedAt)}`,
    `DTSTART;VALUE=DATE:${day(event.on)}`,
    `DTEND;VALUE=DATE:${day(nextDay(event.on))}`,
    `SUMMARY:${escaped(event.summary)}`,
    `DESCRIPTION:${escaped(event.description)}`,
    "TRANSP:TRANSPARENT",
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    `DESCRIPTION:${escaped(event.summary)}`,
    `TRIGGER:-P${event.alarmDays}D`,
    "END:VALARM",
    "END:VEVENT",
  ];
}

/** A calendar as RFC 5545 has it: CRLF, folded lines, escaped text; asked for again every twelve hours. */
export function icalendar(name: string, events: readonly CalendarEvent[]): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Costwarden//Provider keys//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `NAME:${escaped(name)}`,
    `X-WR-CALNAME:${escaped(name)}`,
    "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
    "X-PUBLISHED-TTL:PT12H",
    ...events.flatMap(eventLines),
    "END:VCALENDAR",
  ];
  return `${lines.map(folded).join("\r\n")}\r\n`;
}
