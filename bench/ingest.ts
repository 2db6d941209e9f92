import { randomUUID } from "node:crypto";
import pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { startBareHandler } from "./bare-handler";
import { httpPost, percentile, runLoad } from "./http-load";
import { type Product, startProduct } from "./product";
import { table, writeSection } from "./results";

const BATCH = 500;
const BATCH_CONNECTIONS = 8;
const BATCHES = 440;
const WARM_UP = 40;
const SINGLE_CONNECTIONS = 64;
const SINGLE_SECONDS = 8;
const MODELS = [
  ["openai", "gpt-4o"],
  ["openai", "gpt-4o-mini"],
  ["anthropic", "claude-sonnet-4-5"],
  ["gemini", "gemini-2.5-flash"],
] as const;

let counter = 0;
const run = randomUUID().slice(0, 8);

/** An event of 300 tenants x 8 features x 4 models, somewhere within the last hour. */
function event(id: string, withUser: boolean): Record<string, unknown> {
  const pick = (most: number) => Math.floor(Math.random() * most);
  const [provider, model] = MODELS[pick(MODELS.length)] ?? MODELS[0];
  return {
    id,
    source: "bench",
    timestamp: new Date(Date.now() - pick(3_540_000) - 1000).toISOString(),
    tenant: `tenant-${pick(300)}`,
    feature: `feature-${pick(8)}`,
    environment: "production",
    ...(withUser ? { user: `user-${pick(20_000)}` } : {}),
    provider,
    model,
    operation: "chat",
    usage: { input_tokens: 500 + pick(3000), output_tokens: 20 + pick(400), cache_read_tokens: pick(500) },
    request_id: `req_${id}`,
    correlation_id: `c-${pick(100_000)}`,
    status: 200,
    finish_reason: "stop",
    latency_ms: 200 + pick(3000),
    attempt: 1,
    streamed: true,
  };
}

function batchRequests(product: Product, count: number, withUser: boolean): Buffer[] {
  const headers = { authorization: `Bearer ${product.token}`, "content-type": "application/json", prefer: "return=minimal" };
  return Array.from({ length: count }, () =>
    httpPost("/ingest", JSON.stringify(Array.from({ length: BATCH }, () => event(`${run}-${counter++}`, withUser))), headers),
  );
}

async function batchRate(product: Product, withUser: boolean): Promise<number> {
  for (const count of [WARM_UP, BATCHES]) {
    const requests = batchRequests(product, count, withUser);
    const load = await runLoad({ port: product.port, connections: BATCH_CONNECTIONS, next: () => requests.pop() ?? null });
    if (load.failures > 0) throw new Error(`${load.failures} batches were not answered with 200`);
    if (count === BATCHES) return (load.requests * BATCH) / load.seconds;
  }
  return Number.NaN;
}

/** One COPY stream of the very events just stored, every column, into a table with only the primary key. */
async function copyRate(product: Product): Promise<number> {
  const client = new pg.Client(product.databaseUrl);
  await client.connect();
  const chunks: Buffer[] = [];
  for await (const chunk of client.query(copyTo(`COPY (SELECT * FROM usage_event LIMIT ${BATCH * BATCHES}) TO STDOUT`)))
    chunks.push(chunk as Buffer);
  const rates: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    await client.query("DROP TABLE IF EXISTS copy_target");
    await client.query("CREATE TABLE copy_target (LIKE usage_event)");
    await client.query("ALTER TABLE copy_target ADD PRIMARY KEY (tenant, source, id)");
    await client.query("CHECKPOINT");
    const began = performance.now();
    const stream = client.query(copyFrom("COPY copy_target FROM STDIN"));
    await new Promise<void>((resolve, reject) => {
      stream.once("error", reject).once("finish", resolve);
      for (const chunk of chunks) stream.write(chunk);
      stream.end();
    });
    rates.push((stream.rowCount ?? 0) / ((performance.now() - began) / 1000));
  }
  await client.query("DROP TABLE copy_target");
  await client.end();
  return rates.sort((a, b) => a - b)[1] ?? Number.NaN;
}

async function singleRates(product: Product): Promise<{ ours: number; bare: number; p50: number; p99: number }> {
  const headers = { authorization: `Bearer ${product.token}`, "content-type": "application/json" };
  const make = (path: string) => () => httpPost(path, JSON.stringify(event(`${run}-s${counter++}`, false)), headers);
  const best = { connections: SINGLE_CONNECTIONS, seconds: SINGLE_SECONDS };
  await runLoad({ ...best, seconds: 2, port: product.port, next: make("/ingest") });
  const ours = await runLoad({ ...best, port: product.port, next: make("/ingest") });
  if (ours.failures > 0) throw new Error(`${ours.failures} single events were not answered with 200`);
  const handler = await startBareHandler();
  await runLoad({ ...best, seconds: 2, port: handler.port, next: make("/") });
  const bare = await runLoad({ ...best, port: handler.port, next: make("/") });
  handler.stop();
  const rate = ours.requests / ours.seconds;
  const half = await runLoad({ ...best, port: product.port, next: make("/ingest"), rate: rate / 2 });
  return {
    ours: rate,
    bare: bare.requests / bare.seconds,
    p50: percentile(half.latenciesMs, 0.5),
    p99: percentile(half.latenciesMs, 0.99),
  };
}

const whole = (value: number) => Math.round(value).toLocaleString("en");
const verdict = (holds: boolean) => (holds ? "met" : "falls short");

/** `npm run bench -- ingest`: batches against COPY, single events against a bare handler, in one run. */
export async function benchIngest(): Promise<void> {
  const product = await startProduct();
  try {
    const plain = await batchRate(product, false);
    const copy = await copyRate(product);
    const users = await batchRate(product, true);
    const single = await singleRates(product);
    const rows = [
      ["one COPY stream (yardstick)", `${whole(copy)} rows/s`, "", ""],
      [
        "batches of 500, 8 connections",
        `${whole(plain)} events/s`,
        `${(plain / copy).toFixed(2)} x COPY`,
        `>= 0.30: ${verdict(plain / copy >= 0.3)}`,
      ],
      ["the same, each event with a user", `${whole(users)} events/s`, `${(users / copy).toFixed(2)} x COPY`, "(no target)"],
      ["bare node:http JSON handler (yardstick)", `${whole(single.bare)} requests/s`, "", ""],
      [
        "single events, 64 connections",
        `${whole(single.ours)} requests/s`,
        `${(single.ours / single.bare).toFixed(2)} x bare`,
        `>= 0.20: ${verdict(single.ours / single.bare >= 0.2)}`,
      ],
      [
        "single events at half of that rate",
        `p50 ${single.p50.toFixed(1)} ms, p99 ${single.p99.toFixed(1)} ms`,
        "",
        `p99 <= 50 ms: ${verdict(single.p99 <= 50)}`,
      ],
    ];
    writeSection(
      "ingest",
      `300 tenants x 8 features x 4 models, all within the last hour; durable (fsync), deduplicated, priced and rolled up. Load client, product and PostgreSQL share the machine.\n\n${table(["what", "measured", "ratio", "target"], rows)}`,
    );
  } finally {
    await product.stop();
  }
}
