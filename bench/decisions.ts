import { createHash } from "node:crypto";
import { newBudget } from "@/lib/budgets/contract";
import { newPolicy } from "@/lib/budgets/policies/contract";
import { createPolicy } from "@/lib/budgets/policies/service";
import { createBudget } from "@/lib/budgets/service";
import { newStop } from "@/lib/budgets/stops/contract";
import { createStop } from "@/lib/budgets/stops/service";
import { closeDatabase, setDatabaseUrl } from "@/lib/platform/database";
import { startBareHandler } from "./bare-handler";
import { httpPost, type Load, percentile, runLoad } from "./http-load";
import { type Product, startProduct } from "./product";
import { table, writeSection } from "./results";

const CONNECTIONS = 64;
const ROUNDS = 7;
const ROUND_SECONDS = 3;
const HALF_ROUNDS = 5;
const HALF_SECONDS = 5;
const MANY_SECONDS = 8;
const TENANTS = 300;
const STOPS = 50;
const POLICIES = 20;
const BUDGETS = 320;
const MODELS = ["gpt-4o-2024-08-06", "gpt-4o-mini", "claude-sonnet-4-5-20250929", "gemini-2.5-flash"];
const fingerprint = createHash("sha256").update("benchmark").digest("hex");

/** What a large installation has to look through for each question. */
async function furnish(product: Product): Promise<void> {
  setDatabaseUrl(product.databaseUrl);
  const author = { name: "benchmark", note: async () => {} };
  const admin = { id: "", admin: true, mayChange: true };
  for (let at = 0; at < STOPS; at++) {
    const scopes = [
      { tenant: `stopped-${at}` },
      { tenant: `tenant-${at}`, feature: "stopped" },
      { model: `gpt-3*-${at}` },
      { user: `u-${at}` },
    ];
    const stop = { mode: "block", scope: scopes[at % scopes.length], reason: "benchmark" };
    await createStop(newStop.parse(stop), admin, author);
  }
  for (let at = 0; at < POLICIES; at++) {
    const rules = { denied_models: ["gpt-3*", "*-preview"], max_tokens_per_request: 200_000 };
    const where = at === 0 ? { environment: "production" } : { tenant: `tenant-${at}` };
    await createPolicy(newPolicy.parse({ name: `policy ${at}`, ...where, ...rules }), author);
  }
  const common = { limit: "1000000", period: "month", mode: "block" };
  const budget = (fields: Record<string, unknown>) => createBudget(newBudget.parse({ ...common, ...fields }), author);
  await budget({ name: "company", scope: {} });
  await budget({ name: "each tenant", each: "tenant", limit: "10000" });
  await budget({ name: "each user", each: "user", limit: "100" });
  for (let at = 3; at < BUDGETS; at++) {
    const scope = { tenant: [`tenant-${at % TENANTS}`], feature: [`feature-${Math.floor(at / TENANTS)}`] };
    await budget({ name: `budget ${at}`, scope });
  }
  await closeDatabase();
}

function question(): Record<string, unknown> {
  const pick = (most: number) => Math.floor(Math.random() * most);
  return {
    tenant: `tenant-${pick(TENANTS)}`,
    feature: `feature-${pick(8)}`,
    environment: "production",
    provider: "openai",
    model: MODELS[pick(MODELS.length)],
    key: { fingerprint, last4: "a1B2" },
    user: `user-${pick(20_000)}`,
    estimated_tokens: 500 + pick(3000),
    estimated_cost_usd: `0.0${pick(1000)}`,
  };
}

/** A round's latencies; those of several rounds are told by the middle one, and the worst. */
function latencies(rounds: readonly Load[]): { text: string; p99: number } {
  const of = (share: number) => rounds.map(({ latenciesMs }) => Math.max(0, percentile(latenciesMs, share)));
  const p99 = median(of(0.99));
  const worst = Math.max(...of(0.99));
  return { text: `p50 ${median(of(0.5)).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms (worst round ${worst.toFixed(1)})`, p99 };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const whole = (value: number) => Math.round(value).toLocaleString("en");
const verdict = (holds: boolean) => (holds ? "met" : "falls short");

/** `npm run bench -- decisions`: one question a request against a bare handler in the same run. */
export async function benchDecisions(): Promise<void> {
  const product = await startProduct();
  try {
    await furnish(product);
    const headers = { authorization: `Bearer ${product.token}`, "content-type": "application/json" };
    // Made ahead: the client shares the cores with what it measures.
    const requests = (path: string, body: (at: number) => unknown) =>
      Array.from({ length: 4096 }, (_, at) => httpPost(path, JSON.stringify(body(at)), headers));
    const rounds = (list: readonly Buffer[]) => {
      let at = 0;
      return () => list[at++ % list.length] as Buffer;
    };
    const single = rounds(requests("/api/v1/decisions", question));
    const batch = rounds(requests("/api/v1/decisions", () => Array.from({ length: 100 }, question)).slice(0, 256));
    const plain = rounds(requests("/", (at) => ({ id: `e${at}`, ...question() })));
    const load = { connections: CONNECTIONS, seconds: ROUND_SECONDS };
    const handler = await startBareHandler();
    await runLoad({ ...load, seconds: 3, port: product.port, next: single });
    await runLoad({ ...load, seconds: 3, port: handler.port, next: plain });
    const pairs: { ours: number; bare: number }[] = [];
    let failures = 0;
    // In turns: what else the machine does meets both alike.
    for (let round = 0; round < ROUNDS; round++) {
      const ours = await runLoad({ ...load, port: product.port, next: single });
      const bare = await runLoad({ ...load, port: handler.port, next: plain });
      failures += ours.failures;
      pairs.push({ ours: ours.requests / ours.seconds, bare: bare.requests / bare.seconds });
    }
    const rate = median(pairs.map(({ ours }) => ours));
    const bareRate = median(pairs.map(({ bare }) => bare));
    const ratio = median(pairs.map(({ ours, bare }) => ours / bare));
    const half: Load[] = [];
    const bareHalf: Load[] = [];
    for (let round = 0; round < HALF_ROUNDS; round++) {
      const calm = { ...load, seconds: HALF_SECONDS, rate: rate / 2 };
      half.push(await runLoad({ ...calm, port: product.port, next: single }));
      bareHalf.push(await runLoad({ ...calm, port: handler.port, next: plain }));
    }
    handler.stop();
    const many = await runLoad({ ...load, seconds: MANY_SECONDS, connections: 8, port: product.port, next: batch });
    for (const round of [...half, many]) failures += round.failures;
    if (failures > 0) throw new Error(`${failures} questions were not answered with 200`);
    const calm = latencies(half);
    const rows = [
      ["bare node:http JSON handler (yardstick)", `${whole(bareRate)} requests/s`, "", ""],
      [
        "decisions, one a request, 64 connections",
        `${whole(rate)} requests/s`,
        `${ratio.toFixed(2)} x bare`,
        `>= 0.40: ${verdict(ratio >= 0.4)}`,
      ],
      ["at half of that rate", calm.text, "", `p99 <= 5 ms: ${verdict(calm.p99 <= 5)}`],
      ["the bare handler at that rate", latencies(bareHalf).text, "", "(for comparison)"],
      ["100 questions a request, 8 connections", `${whole((many.requests * 100) / many.seconds)} questions/s`, "", "(no target)"],
    ];
    writeSection(
      "decisions",
      `${STOPS} stops, ${POLICIES} policies and ${BUDGETS} blocking budgets (company, each tenant, each user, and ${BUDGETS - 3} of tenant and feature); every question names all dimensions and is counted by at least three budgets. Rates are the medians of ${ROUNDS} rounds, ours and the bare handler's in turns; the ratio is the median of the rounds' ratios. Latencies at half of the rate are the medians of ${HALF_ROUNDS} rounds of ${HALF_SECONDS} s, again in turns. Load client, product and PostgreSQL share the machine.\n\n${table(["what", "measured", "ratio", "target"], rows)}`,
    );
  } finally {
    await product.stop();
  }
}
