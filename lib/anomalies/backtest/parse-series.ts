/** A line that cannot be read; the message is a sentence that names the line. */
export class SeriesError extends Error {}

export interface SeriesPoint {
  atMs: number;
  value: number;
  /** As they stood in the file. */
  timestampText: string;
  valueText: string;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i;
/** Epoch numbers from here on are milliseconds; below, seconds (until the year 5138). */
const MILLISECONDS_FROM = 1e11;

/** Reads `timestamp,value` lines one by one, in the order of their times. */
export class SeriesReader {
  private line = 0;
  private lastMs = Number.NEGATIVE_INFINITY;

  /**
   * @returns null for the header and for blank lines
   * @throws SeriesError
   */
  read(text: string): SeriesPoint | null {
    this.line += 1;
    const line = this.line === 1 ? text.replace(/^\uFEFF/, "") : text;
    if (line.trim() === "") return null;
    const cells = line.split(",").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
    const [timestampText = "", valueText = ""] = cells;
    if (cells.length !== 2) {
      throw this.error(`has ${cells.length} ${cells.length === 1 ? "column" : "columns"}; two are needed: timestamp,value`);
    }
    if (this.line === 1 && /[a-z]/i.test(timestampText) && readInstant(timestampText) === null && !NUMBER.test(valueText)) {
      return null;
    }
    const atMs = readInstant(timestampText);
    if (atMs === null) {
      throw this.error(
        `"${timestampText.slice(0, 60)}" is no time; use RFC 3339 (2026-11-20T10:00:00Z), "2026-11-20 10:00:00" (UTC) or seconds or milliseconds since 1970`,
      );
    }
    const value = NUMBER.test(valueText) ? Number(valueText) : Number.NaN;
    if (!Number.isFinite(value)) throw this.error(`"${valueText.slice(0, 60)}" is no number`);
    if (atMs < this.lastMs) throw this.error("lies before the line above it; sort the file by time");
    this.lastMs = atMs;
    return { atMs, value, timestampText, valueText };
  }

  private error(what: string): SeriesError {
    return new SeriesError(`Line ${this.line} ${what.startsWith('"') ? "cannot be used: " : ""}${what}.`);
  }
}

/** Milliseconds since 1970; a time without a zone is UTC. Null where the text is no time. */
function readInstant(text: string): number | null {
  if (NUMBER.test(text)) {
    const number = Number(text);
    const ms = Math.abs(number) < MILLISECONDS_FROM ? number * 1000 : number;
    return Math.abs(ms) <= 8.64e15 ? ms : null;
  }
  const match = DATE.exec(text);
  if (!match) return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "0", zone = "Z"] = match;
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  // Date.UTC carries over what no calendar holds, such as 30 February or 24:60.
  if (new Date(local).toISOString().slice(0, 10) !== `${year}-${month}-${day}`) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  return local + Number(fraction) * 1000 - offsetMs(zone);
}

function offsetMs(zone: string): number {
  if (zone.toUpperCase() === "Z") return 0;
  const digits = zone.replace(":", "");
  return (digits.startsWith("-") ? -1 : 1) * (Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5))) * 60_000;
}
