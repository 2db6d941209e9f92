import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTimestamp } from "./timestamp";

function text(value: string): string {
  const parsed = parseTimestamp(value);
  return typeof parsed === "string" ? `refused: ${parsed}` : parsed.text;
}

describe("timestamps", () => {
  it.each([
    ["2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z"],
    ["2026-11-20t10:00:00z", "2026-11-20T10:00:00Z"],
    ["2026-11-20 10:00:00Z", "2026-11-20T10:00:00Z"],
    ["2026-11-20T10:00:00.1Z", "2026-11-20T10:00:00.1Z"],
    ["2026-11-20T10:00:00.123456789Z", "2026-11-20T10:00:00.123456Z"],
    ["2026-11-20T15:45:00+05:45", "2026-11-20T10:00:00Z"],
    ["2026-11-20T00:30:00.5-09:30", "2026-11-20T10:00:00.5Z"],
    ["2026-11-20T10:00:00-00:00", "2026-11-20T10:00:00Z"],
    ["2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z"],
    ["2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"],
    ["2016-12-31T23:59:60.25Z", "2017-01-01T00:00:00.25Z"],
  ])("reads %s as %s", (given, expected) => {
    expect(text(given)).toBe(expected);
  });

  it.each([
    "2026-11-20T10:00:00",
    "2026-11-20",
    "20261120T100000Z",
    "2026-02-29T10:00:00Z",
    "2100-02-29T10:00:00Z",
    "2026-13-01T10:00:00Z",
    "2026-11-31T10:00:00Z",
    "2026-11-20T24:00:00Z",
    "2026-11-20T10:60:00Z",
    "2026-11-20T10:00:61Z",
    "2026-11-20T10:00:00.Z",
    "2026-11-20T10:00:00.1234567891Z",
    "2026-11-20T10:00:00+24:00",
    "2026-11-20T10:00:00+0200",
    "1969-12-31T23:59:59Z",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-01:00",
    " 2026-11-20T10:00:00Z",
    "now",
    "",
  ])("refuses %j", (given) => {
    expect(text(given)).toMatch(/^refused: /);
  });

  it.each([1732096800, null, {}, true])("refuses %j, telling the format", (given) => {
    expect(parseTimestamp(given)).toContain("RFC 3339");
  });

  it("agrees with Date on every instant and offset", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1970-01-02T00:00:00Z"), max: new Date("9998-12-31T00:00:00Z"), noInvalidDate: true }),
        fc.integer({ min: -1439, max: 1439 }),
        (date, offsetMinutes) => {
          const local = new Date(date.getTime() + offsetMinutes * 60_000).toISOString().slice(0, -1);
          const [hours, minutes] = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
          const zone = `${offsetMinutes < 0 ? "-" : "+"}${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
          const parsed = parseTimestamp(local + zone);
          expect(parsed).toEqual({ ms: date.getTime(), text: date.toISOString() });
        },
      ),
    );
  });
});
