import { expect, test } from "vitest";
import { holdsScope } from "./authorise";

test("admin implies every scope, and writing implies reading the same thing only", () => {
  expect(holdsScope(["admin"], "prices:write")).toBe(true);
  expect(holdsScope(["spend:write"], "spend:read")).toBe(true);
  expect(holdsScope(["spend:read"], "spend:write")).toBe(false);
  expect(holdsScope(["prices:write"], "spend:read")).toBe(false);
  expect(holdsScope(["ingest:write"], "decisions:read")).toBe(false);
  expect(holdsScope([], "spend:read")).toBe(false);
});
