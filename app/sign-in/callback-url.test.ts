import { expect, it } from "vitest";
import { safeCallback } from "./callback-url";

it("keeps paths of this site", () => {
  expect(safeCallback("/explore?by=tenant#x")).toBe("/explore?by=tenant#x");
  expect(safeCallback(undefined)).toBe("/");
});

it.each([
  "https://evil.example/",
  "//evil.example/x",
  "/\\evil.example",
  "javascript:alert(1)",
  "/sign-in?callbackUrl=/sign-in",
  "http://[",
  "\t//evil.example",
])("goes home instead of %s", (asked) => expect(safeCallback(asked)).toBe("/"));
