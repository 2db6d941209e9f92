import { expect, test } from "vitest";
import { bodyOf, EMPTY, fieldsOf, isAmount } from "./budget-fields";

const filled = { ...EMPTY, name: "Acme", limit: "$1,200.50" };

test("an amount may be typed as people write it", () => {
  expect(bodyOf(filled)?.limit).toBe("1200.50");
  expect(isAmount("0")).toBe(false);
  expect(isAmount("-3")).toBe(false);
  expect(isAmount("a lot")).toBe(false);
});

test("thresholds are sent once each and rising, in whatever order they were typed", () => {
  const body = bodyOf({ ...filled, actual: ["100", "80%", "80"], forecast: [], fast: "", slow: "6" });
  expect(body?.thresholds).toEqual([
    { kind: "actual", percent: 80 },
    { kind: "actual", percent: 100 },
    { kind: "burn_rate", window: "slow", multiple: 6 },
  ]);
});

test("the last day of a fixed range is counted in, and sent as the first day after it", () => {
  const body = bodyOf({ ...filled, kind: "fixed", from: "2026-02-01", lastDay: "2026-02-28" });
  expect(body?.period).toEqual({ kind: "fixed", from: "2026-02-01", to: "2026-03-01" });
  expect(bodyOf({ ...filled, kind: "fixed", from: "2026-03-01", lastDay: "2026-02-28" })).toBeNull();
});

test("a budget comes back from its fields as it was", () => {
  const budget = {
    id: "0",
    name: "Acme",
    scope: { tenant: ["acme"] },
    each: null,
    measure: "cost" as const,
    unit: "usd" as const,
    period: { kind: "fixed" as const, from: "2026-02-01", to: "2026-03-01" },
    mode: "block" as const,
    on_unavailable: "deny" as const,
    thresholds: [
      { kind: "actual" as const, percent: 80 },
      { kind: "forecast" as const, percent: 100 },
      { kind: "burn_rate" as const, window: "fast" as const, multiple: 14.4 },
    ],
    owner: "ada",
    notes: null,
    limit: "120",
    base_limit: "96",
    created_at: "",
    created_by: "",
    updated_at: "",
    updated_by: "",
    archived_at: null,
    archived_by: null,
  };
  const { name, scope, each, measure, period, mode, on_unavailable, thresholds, owner, notes } = budget;
  expect(bodyOf(fieldsOf(budget))).toEqual({
    name,
    scope,
    each,
    measure,
    period,
    mode,
    on_unavailable,
    thresholds,
    owner,
    notes,
    limit: "96",
  });
});
