import { expect, test as setup } from "@playwright/test";
import { TOKEN } from "./product";

const HOUR_MS = 3_600_000;
const TENANTS = ["globex", "initech", "umbrella"];
const FEATURES = ["chat", "search"];
/** The last is in no price book. */
const MODELS = ["gpt-4o", "claude-sonnet-4-5", "in-house-llm"];

// Two days of calls of three tenants, a model without a price and an event that cannot be read.
setup("usage to look at", async ({ request }) => {
  const now = Date.now();
  const events = Array.from({ length: 90 }, (_, index) => ({
    id: `seed-${index}`,
    source: "seed",
    timestamp: new Date(now - (index % 45) * HOUR_MS).toISOString(),
    tenant: TENANTS[index % 3],
    feature: FEATURES[index % 2],
    environment: "production",
    model: MODELS[Math.floor(index / 3) % 3],
    usage: { input_tokens: 1000 + index, output_tokens: 100 },
    status: index % 10 === 9 ? 429 : 200,
    latency_ms: 200 + index,
  }));
  const bad = { id: "bad-1", source: "seed", tenant: "globex", model: "gpt-4o" };
  const answer = await request.post("/ingest", { headers: { authorization: `Bearer ${TOKEN}` }, data: [...events, bad] });
  expect(await answer.json()).toMatchObject({ accepted: events.length, rejected: 1 });
});

// A budget that is overspent, one for each tenant, and a policy that calls violate from now on.
setup("limits to look at", async ({ request }) => {
  const make = async (path: string, data: unknown) => {
    const answer = await request.post(path, { headers: { authorization: `Bearer ${TOKEN}` }, data });
    expect(answer.status(), await answer.text()).toBe(201);
  };
  await make("/api/v1/budgets", { name: "All of it", period: "month", limit: "0.02", owner: "ada" });
  await make("/api/v1/budgets", { name: "Globex", scope: { tenant: "globex" }, period: "month", limit: "0.05", mode: "block" });
  await make("/api/v1/budgets", {
    name: "Tokens of everybody",
    each: "tenant",
    measure: "tokens",
    period: "week",
    limit: "100000",
  });
  await make("/api/v1/policies", { name: "Pinned in production", environment: "production", require_pinned: true });
  // The overspent budgets are alerts: the pages that show them have something to show.
  await expect(async () => {
    const answer = await request.get("/api/v1/alerts?limit=1", { headers: { authorization: `Bearer ${TOKEN}` } });
    expect((await answer.json()).alerts).toHaveLength(1);
  }).toPass({ timeout: 60_000 });
});
