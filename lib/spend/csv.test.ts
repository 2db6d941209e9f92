import { expect, it } from "vitest";
import { csvLines } from "./csv";

it("disarms formulas in any column, also one whose tag is named like money; amounts stay numbers", () => {
  const header = ["feature", "tag:cost_usd", "effective_cost_usd"];
  expect(csvLines(header, [["=1+1", "=cmd()|x", "0.5"]])).toBe("'=1+1,'=cmd()|x,0.5\r\n");
  expect(csvLines(["tenant"], [["＝1+1"], [" =1"], ["\n=1"], ["a=1"]])).toBe("'＝1+1\r\n' =1\r\n\"'\n=1\"\r\na=1\r\n");
  expect(csvLines(["reported_difference_usd"], [["-0.5"]])).toBe("-0.5\r\n");
});
