import type { APIRequestContext } from "@playwright/test";
import { TOKEN } from "./product";

const HOUR_MS = 3_600_000;
const TENANTS = ["globex", "initech", "umbrella"];
const FEATURES = ["chat", "search"];
/** The last is in no price book. */
const MODELS = ["gpt-4o", "claude-sonnet-4-5", "in-house-llm"];

/** Two days of calls, always the same ones, so that sending them again changes nothing. */
export async function seedEvents(request: APIRequestContext): Promise<void> {
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
  if (!answer.ok()) throw new Error(`seeding: ${answer.status()} ${await answer.text()}`);
}
