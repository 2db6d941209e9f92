import { expect, test } from "vitest";
import { requestsPath, stopPath } from "./links";

const alert = (tenant: string, summary: string) => ({
  scope: { tenant },
  core_tenant: tenant,
  summary,
  began: new Date("2026-11-21T01:00:00Z"),
  last_at: new Date("2026-11-21T02:00:00Z"),
  sample: null,
});

test("a link to the stop page carries why, and stays short whatever the letters of the names", () => {
  const short = new URL(stopPath(alert("acme", "acme spends 12 times as much as usual")), "http://localhost");
  expect(short.searchParams.get("tenant")).toBe("acme");
  expect(short.searchParams.get("why")).toBe("acme spends 12 times as much as usual");
  const name = "株式会社".repeat(16);
  const long = stopPath(alert(name, `${name} spends 12 times as much as usual 😀`.repeat(9)));
  expect(long.length).toBeLessThanOrEqual(1200);
  const { searchParams } = new URL(long, "http://localhost");
  expect(searchParams.get("tenant")).toBe(name);
  expect(searchParams.get("why")).toMatch(/^株式会社/);
  expect(requestsPath(alert(name, ""), "UTC").length).toBeLessThanOrEqual(1200);
});

test("a name that fills the address leaves no room for why, and is whole", () => {
  const name = "株".repeat(200);
  const { searchParams } = new URL(stopPath(alert(name, "much")), "http://localhost");
  expect(searchParams.get("tenant")).toBe(name);
  expect(searchParams.has("why")).toBe(false);
});
