import { describe, expect, test } from "vitest";
import { comparedPeriods } from "./compared-periods";

const at = (text: string) => Date.parse(`2026-11-20T${text}Z`);
const told = (range: { fromMs: number; toMs: number }) =>
  `${new Date(range.fromMs).toISOString().slice(5, 16)} ${new Date(range.toMs).toISOString().slice(5, 16)}`;

describe("two periods to compare", () => {
  test("are of the same length and end at a quarter hour that has passed", () => {
    const { a, b } = comparedPeriods({ kind: "hours", hours: 4, atMs: 0 }, at("10:22:00"));
    expect([told(a), told(b)]).toEqual(["11-20T02:15 11-20T06:15", "11-20T06:15 11-20T10:15"]);
    const day = comparedPeriods({ kind: "day", hours: 4, atMs: 0 }, at("10:22:00"));
    expect(told(day.a)).toBe("11-19T06:15 11-19T10:15");
  });

  test("around an instant meet at its quarter hour, and are no longer than what has passed since", () => {
    const { a, b } = comparedPeriods({ kind: "around", hours: 24, atMs: at("09:40:00") }, at("10:50:00"));
    expect([told(a), told(b)]).toEqual(["11-20T08:15 11-20T09:30", "11-20T09:30 11-20T10:45"]);
  });
});
