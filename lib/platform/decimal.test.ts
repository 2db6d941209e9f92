import fc from "fast-check";
import { expect, test } from "vitest";
import { atto, formatAtto, multiplyAtto, parseAtto } from "./decimal";

test("a formatted amount reads back as itself", () => {
  fc.assert(fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), (value) => parseAtto(formatAtto(value)) === value));
});

test("writes plain decimals without exponent or trailing zeros", () => {
  expect(formatAtto(atto("1e-7"))).toBe("0.0000001");
  expect(formatAtto(atto("250.100"))).toBe("250.1");
  expect(formatAtto(atto("-0.0"))).toBe("0");
  expect(formatAtto(atto("1200"))).toBe("1200");
});

test("refuses what is no decimal", () => {
  for (const text of ["", ".", "1.", "abc", "1,5", "0x10", "NaN", "Infinity"]) expect(parseAtto(text)).toBeNull();
});

test("rounds half away from zero at the 18th digit", () => {
  expect(atto("0.0000000000000000015")).toBe(2n);
  expect(atto("-0.0000000000000000015")).toBe(-2n);
  expect(multiplyAtto(atto("0.5"), 1n)).toBe(1n);
});
