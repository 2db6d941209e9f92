import { expect, test } from "vitest";
import { readTimestamp, shiftTimestamp } from "./timestamps";

test.each([
  ["2023-11-16 18:15:46.6805900", "2023-11-16T18:15:46.68059Z"],
  ["2023-11-16 18:15:46.1234567", "2023-11-16T18:15:46.123456Z"],
  ["2023-11-16T18:15:46Z", "2023-11-16T18:15:46Z"],
  ["2023-11-16T18:15:46.5+05:45", "2023-11-16T12:30:46.5Z"],
  ["2023-11-16 18:15:46 UTC", "2023-11-16T18:15:46Z"],
  ["2023-11-16T18:15:46-0330", "2023-11-16T21:45:46Z"],
  ["2023-11-16 18:15", "2023-11-16T18:15:00Z"],
  ["2023/11/16 18:15:46,25", "2023-11-16T18:15:46.25Z"],
  ["2023-11-16", "2023-11-16T00:00:00Z"],
  ["1700158546", "2023-11-16T18:15:46Z"],
  ["1700158546.680590", "2023-11-16T18:15:46.68059Z"],
  ["1700158546680", "2023-11-16T18:15:46.68Z"],
  ["1700158546680590", "2023-11-16T18:15:46.68059Z"],
  ["1700158546680590123", "2023-11-16T18:15:46.68059Z"],
  ["0", "1970-01-01T00:00:00Z"],
])("reads %s", (text, expected) => {
  expect(readTimestamp(text, "UTC")).toBe(expected);
});

test.each(["", "soon", "2023-02-30 00:00:00", "2023-13-01", "2023-11-16 24:00:00", "2023-11-16 12:61:00", "16.11.2023", "-5"])(
  "does not read %j",
  (text) => {
    expect(readTimestamp(text, "UTC")).toBeNull();
  },
);

test("a time without a zone is one of the zone asked for, across clock changes", () => {
  expect(readTimestamp("2026-03-29 01:59:59", "Europe/Berlin")).toBe("2026-03-29T00:59:59Z");
  expect(readTimestamp("2026-03-29 03:00:00", "Europe/Berlin")).toBe("2026-03-29T01:00:00Z");
  expect(readTimestamp("2026-10-25 02:30:00", "Europe/Berlin")).toBe("2026-10-25T00:30:00Z");
  expect(readTimestamp("2026-11-16 18:15:46.25", "Asia/Kathmandu")).toBe("2026-11-16T12:30:46.25Z");
  expect(readTimestamp("2026-11-16T18:15:46Z", "Asia/Kathmandu")).toBe("2026-11-16T18:15:46Z");
});

test("a shift keeps the digits below the millisecond", () => {
  expect(shiftTimestamp("2023-11-16T18:15:46.680594Z", 86_400_000)).toBe("2023-11-17T18:15:46.680594Z");
  expect(shiftTimestamp("2023-11-16T18:15:46Z", 1)).toBe("2023-11-16T18:15:46.001Z");
  expect(shiftTimestamp("2023-12-31T23:59:59.9Z", 100)).toBe("2024-01-01T00:00:00.000Z");
});
