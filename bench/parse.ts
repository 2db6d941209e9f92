import { createHash } from "node:crypto";
import { parseEvent } from "../lib/metering/parse-event";

/** How long parseEvent takes for one event of the contract's size, and JSON.parse of the same event beside it. */
const EVENTS = 20_000;
const ROUNDS = 7;
const receivedMs = Date.parse("2026-11-20T10:00:05Z");
const context = { receivedMs, defaultSource: "bench", defaultEnvironment: null, futureMs: 300_000, pastMs: 90 * 86_400_000 };

function sample(index: number): string {
  return JSON.stringify({
    id: `evt_${index}`,
    source: "checkout-api",
    timestamp: new Date(receivedMs - (index % 3_600) * 1_000).toISOString(),
    tenant: `tenant-${index % 300}`,
    feature: "summarize",
    environment: "production",
    user: `u_${index % 1_000}`,
    provider: "openai",
    model: "gpt-4o-2024-08-06",
    request_model: "gpt-4o",
    operation: "chat",
    service_tier: "default",
    usage: {
      prompt_tokens: 2_006,
      completion_tokens: 300,
      total_tokens: 2_306,
      prompt_tokens_details: { cached_tokens: 1_920, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0 },
    },
    cost_usd: null,
    key: {
      fingerprint: createHash("sha256")
        .update(String(index % 12))
        .digest("hex"),
      last4: "a1B2",
    },
    request_id: `req_${createHash("sha1").update(String(index)).digest("hex").slice(0, 24)}`,
    route: "/v1/chat",
    attempt: 1,
    status: 200,
    error_code: null,
    finish_reason: "stop",
    max_output_tokens: 800,
    latency_ms: 820 + (index % 100),
    time_to_first_token_ms: 210,
    streamed: true,
    rate_limit: { remaining_tokens: 380_000, remaining_requests: 9_800 },
    tags: { team: "growth" },
  });
}

const texts = Array.from({ length: EVENTS }, (_, index) => sample(index));

function best(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.hrtime.bigint();
    work();
    least = Math.min(least, Number(process.hrtime.bigint() - start) / 1_000 / EVENTS);
  }
  return least;
}

const events = texts.map((text): unknown => JSON.parse(text));
let accepted = 0;
const parseMicros = best(() => {
  for (const event of events) if (parseEvent(event, context).ok) accepted++;
});
const jsonMicros = best(() => {
  for (const text of texts) JSON.parse(text);
});
if (accepted !== EVENTS * ROUNDS) throw new Error("the sample events must all be accepted");
console.log(
  `parseEvent ${parseMicros.toFixed(2)} µs an event; JSON.parse of it ${jsonMicros.toFixed(2)} µs; ratio ${(parseMicros / jsonMicros).toFixed(2)}`,
);
