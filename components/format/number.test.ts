import { expect, test } from "vitest";
import { plural } from "./number";

test("counts are named in the plural as English does", () => {
  expect([plural(1, "entry"), plural(2, "entry"), plural(0, "day"), plural(3, "price")]).toEqual([
    "1 entry",
    "2 entries",
    "0 days",
    "3 prices",
  ]);
});
