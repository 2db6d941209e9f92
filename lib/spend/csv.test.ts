import { expect, it } from "vitest";
import { csvLines, wantsCsv } from "./csv";

it("disarms formulas in any column, also one whose tag is named like money; amounts stay numbers", () => {
  const header = ["feature", "tag:cost_usd", "effective_cost_usd"];
  expect(csvLines(header, [["=1+1", "=cmd()|x", "0.5"]])).toBe("'=1+1,'=cmd()|x,0.5\r\n");
  expect(csvLines(["tenant"], [["＝1+1"], [" =1"], ["\n=1"], ["a=1"]])).toBe("'＝1+1\r\n' =1\r\n\"'\n=1\"\r\na=1\r\n");
  expect(csvLines(["reported_difference_usd"], [["-0.5"]])).toBe("-0.5\r\n");
});

it.each([
  ["text/csv", true],
  ["text/csv, application/json", true],
  ["application/json, text/csv", false],
  ["text/csv;q=0.1, application/json", false],
  ["application/json;q=0.5, text/csv", true],
  ["text/csv, */*;q=0.1", true],
  ["text/csv;q=0", false],
  ["*/*", false],
  ["text/*", false],
  [null, false],
])("reads Accept: %s by its weights", (accept, csv) => {
  expect(wantsCsv(undefined, accept)).toBe(csv);
  expect(wantsCsv("csv", accept)).toBe(true);
  expect(wantsCsv("json", accept)).toBe(false);
});
