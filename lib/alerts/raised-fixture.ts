import type { Raised } from "./raised";

/** A fact as an evaluator tells it, for tests: acme's hour of tokens. */
export function raisedFixture(given: Partial<Raised> & { tenant?: string } = {}): Raised {
  const { tenant = "acme", ...rest } = given;
  return {
    ruleId: "tenant-hour",
    ruleTitle: "An hour of ten times the usual tokens",
    subject: { kind: "tenant", key: `tenant=${tenant}`, label: tenant },
    scope: { tenant },
    episode: "2026-11-20T10:00:00Z",
    threshold: "",
    severity: "critical",
    at: new Date("2026-11-20T10:05:00Z"),
    began: new Date("2026-11-20T10:00:00Z"),
    actual: 1_200_000,
    expected: 90_000,
    low: 40_000,
    high: 200_000,
    unit: "tokens",
    impactUsd: "10",
    usdPerHour: "120",
    summary: `${tenant} used 1,200,000 tokens in an hour against a usual 90,000`,
    facts: [],
    contributors: [],
    tenants: [tenant],
    sinceClose: false,
    sample: null,
    ...rest,
  };
}
