import { describe, expect, it } from "vitest";
import { assignSlots } from "./palette";
import { OTHER, stackOf } from "./stack";

const day = 86_400_000;
const options = { fromMs: 0, toMs: 3 * day, unit: "day", zone: "UTC", weekStartsOn: 1, nowMs: 2 * day + 1 } as const;

describe("stackOf", () => {
  it("keeps nine groups and sums the rest exactly into Other", () => {
    const cells = Array.from({ length: 12 }, (_, index) => ({ startMs: 0, group: `t${index}`, amount: `0.${index + 1}1` }));
    const stack = stackOf([...cells, { startMs: 0, group: null, amount: "0.1" }], options);
    expect(stack.series).toHaveLength(10);
    expect(stack.series.at(-1)).toMatchObject({ key: OTHER, label: "Other", total: stack.points[0]?.amounts[OTHER] });
    expect(stack.points[0]?.total).toBe(stack.total);
  });

  it("shows periods without usage and marks the one that is not over", () => {
    const stack = stackOf([{ startMs: day, group: "a", amount: "0.1" }], options);
    expect(stack.points.map((point) => [point.total, point.partial])).toEqual([
      ["0", false],
      ["0.1", false],
      ["0", true],
    ]);
  });

  it("adds decimals without floating error", () => {
    const stack = stackOf(
      [
        { startMs: 0, group: "a", amount: "0.1" },
        { startMs: 0, group: "b", amount: "0.2" },
      ],
      options,
    );
    expect(stack.total).toBe("0.3");
  });
});

it("a group of which nothing is priced is not drawn as zero", () => {
  const stack = stackOf([{ startMs: 0, group: "unpriced", amount: null }], options);
  expect(stack.series).toEqual([]);
});

describe("assignSlots", () => {
  it("gives each of nine names a slot of its own, whatever their order", () => {
    const names = Array.from({ length: 9 }, (_, index) => `tenant-${index}`);
    const slots = assignSlots(names);
    expect(new Set(slots.values()).size).toBe(9);
    expect(assignSlots([...names].reverse())).toEqual(slots);
  });
});
