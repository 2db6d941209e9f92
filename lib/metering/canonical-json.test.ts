import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CanonicalJson } from "./canonical-json";

const hashOf = (value: unknown) => new CanonicalJson(value).digest();

/** The same value with the members of every object in reverse. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

describe("the payload's hash", () => {
  it("has 16 bytes", () => {
    expect(new CanonicalJson({}).digest()).toHaveLength(32);
  });

  it("does not depend on the order of members", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(hashOf(reversed(value))).toBe(hashOf(value));
      }),
    );
  });

  it("differs for different values", () => {
    const same = (left: unknown, right: unknown) => JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 2 }), (left, right) => {
        expect(hashOf(left) === hashOf(right)).toBe(same(left, right));
      }),
    );
  });

  it.each([
    [{ a: 1 }, { a: "1" }],
    [{ a: null }, {}],
    [{ a: [1, 2] }, { a: [12] }],
    [["a", "b"], ['a"1:b']],
    [
      { "a,b": 1, c: 2 },
      { a: 1, "b,c": 2 },
    ],
    [
      { "a\u0000b": 1, c: 2 },
      { a: 1, "b\u0000c": 2 },
    ],
    [{ a: {} }, { a: [] }],
    [[true], ["t"]],
    [
      { a: 1, b: 2 },
      { a: 2, b: 1 },
    ],
  ])("tells %j from %j", (left, right) => {
    expect(hashOf(left)).not.toBe(hashOf(right));
    expect(hashOf(right)).not.toBe(hashOf(left));
  });

  it("does not go deeper than it should", () => {
    const deep: unknown = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
    expect(new CanonicalJson(deep).tooDeep).toBe(true);
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? 0 : value;
  const entries = Object.entries(value).map(([name, member]): [string, unknown] => [`.${name}`, sorted(member)]);
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}
