import { describe, expect, it } from "vitest";
import { changeOf, compareMoney, formatMoney, formatMoneyExact, formatMoneyShort, shareOf } from "./money";

describe("formatMoney", () => {
  it.each([
    ["0", "$0.00"],
    ["0.018", "$0.018"],
    ["0.02917125", "$0.0292"],
    ["0.0004", "$0.0004"],
    ["0.00000015", "$0.00000015"],
    ["0.000000000000000001", "$0.000000000000000001"],
    ["0.0123456", "$0.0123"],
    ["0.99999", "$1.00"],
    ["1", "$1.00"],
    ["96.791325", "$96.79"],
    ["1234567.895", "$1,234,567.90"],
    ["-3.5", "−$3.50"],
    [null, "–"],
  ])("%s reads %s", (text, shown) => expect(formatMoney(text)).toBe(shown));

  it("never shows zero for what is not zero", () => {
    for (let digits = 0; digits < 18; digits++) {
      expect(formatMoney(`0.${"0".repeat(digits)}1`)).toMatch(/[1-9]/);
    }
  });
});

it("exact amounts keep every digit", () => {
  expect(formatMoneyExact("0.02917125")).toBe("$0.02917125");
  expect(formatMoneyExact("1234.5")).toBe("$1,234.50");
});

it("short amounts fit an axis", () => {
  expect(formatMoneyShort("999.5")).toBe("$999.50");
  expect(formatMoneyShort("12345.67")).toBe("$12.3k");
  expect(formatMoneyShort("1240000")).toBe("$1.24M");
});

it("compares, shares and changes without floats of money", () => {
  expect(compareMoney("0.1", "0.10")).toBe(0);
  expect(compareMoney(null, "0")).toBe(-1);
  expect(shareOf("1", "4")).toBe(0.25);
  expect(shareOf("1", "0")).toBeNull();
  expect(changeOf("4", "5")).toBe(0.25);
  expect(changeOf("0", "5")).toBeNull();
});
