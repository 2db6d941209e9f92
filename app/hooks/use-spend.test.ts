import { expect, it } from "vitest";
import { spendQuery } from "./spend-question";
import { knownCost, spendCsvUrl } from "./use-spend";

const measures = {
  list_cost_usd: null,
  saved_cost_usd: "0",
  requests: 3,
  errors: 1,
  input_tokens: 0,
  output_tokens: 0,
  cache_read_tokens: 0,
  cache_write_tokens: 0,
  reasoning_tokens: 0,
  total_tokens: 0,
  latency_p50_ms: null,
  latency_p95_ms: null,
};

it("unpriced usage beside failed calls is unpriced, not zero", () => {
  expect(knownCost({ ...measures, effective_cost_usd: "0", unpriced_requests: 2 })).toBeNull();
  expect(knownCost({ ...measures, effective_cost_usd: "0", unpriced_requests: 0 })).toBe("0");
  expect(knownCost({ ...measures, effective_cost_usd: "0.5", unpriced_requests: 2 })).toBe("0.5");
});

it("a download asks the very question of the screen", () => {
  const question = {
    range: { fromMs: 0, toMs: 86_400_000 },
    zone: "Asia/Kathmandu",
    groupBy: ["tenant", "tag:team"],
    filters: { tenant: ["acme", "globex"] },
    limit: 500,
  };
  const url = new URL(spendCsvUrl(question), "http://here.invalid");
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    from: "1970-01-01T00:00:00Z",
    group_by: "tenant,tag:team",
    format: "csv",
  });
  expect(url.searchParams.getAll("tenant")).toEqual(["acme", "globex"]);
  expect(url.searchParams.get("limit")).toBe(String(spendQuery(question).limit));
});
