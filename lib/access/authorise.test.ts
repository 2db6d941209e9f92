import { expect, test } from "vitest";
import { holdsScope } from "./authorise";
import { isSameOrigin } from "./origin";

test("admin implies every scope, and writing implies reading the same thing only", () => {
  expect(holdsScope(["admin"], "prices:write")).toBe(true);
  expect(holdsScope(["spend:write"], "spend:read")).toBe(true);
  expect(holdsScope(["spend:read"], "spend:write")).toBe(false);
  expect(holdsScope(["prices:write"], "spend:read")).toBe(false);
  expect(holdsScope(["ingest:write"], "decisions:read")).toBe(false);
  expect(holdsScope([], "spend:read")).toBe(false);
});

test("a browser's request from another site is told apart from one of our own pages", () => {
  const from = (headers: Record<string, string>) => isSameOrigin(new Headers({ host: "costs.example", ...headers }));
  expect(from({ "sec-fetch-site": "same-origin" })).toBe(true);
  expect(from({ "sec-fetch-site": "same-site", origin: "http://evil.costs.example" })).toBe(false);
  expect(from({ "sec-fetch-site": "cross-site" })).toBe(false);
  expect(from({ origin: "http://costs.example" })).toBe(true);
  expect(from({ origin: "http://evil.example" })).toBe(false);
  expect(from({ origin: "null" })).toBe(false);
  expect(from({ origin: "https://public.example", "x-forwarded-host": "public.example" })).toBe(true);
  expect(from({})).toBe(true);
});
