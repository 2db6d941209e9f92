import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { cpus, loadavg } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { newBudget } from "@/lib/budgets/contract";
import { createBudget } from "@/lib/budgets/service";
import { newChannel } from "@/lib/deliveries/contract";
import { changeChannel, createChannel } from "@/lib/deliveries/service";
import { closeDatabase, setDatabaseUrl } from "@/lib/platform/database";
import { setSecret } from "@/lib/platform/secret";
import { percentile } from "./http-load";
import { type Product, SECRET, startProduct } from "./product";
import { table, writeSection } from "./results";

const TARGET_MS = 1000;
const PATIENCE_MS = 60_000;
/** After the last message: whatever came twice would have come by then. */
const QUIET_MS = 5000;
const LIMIT_USD = "1.00";
const author = { name: "benchmark", note: async () => {} };

interface Received {
  atMs: number;
  id: string | null;
  text: string;
}

/** Stands in for Slack and for a generic webhook: notes when each message came, and answers as they do. */
async function startReceiver(): Promise<{ url: string; received: Received[]; server: Server }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      received.push({ atMs: performance.now(), id: (request.headers["webhook-id"] as string | undefined) ?? null, text });
      response.writeHead(200, { "content-type": "text/plain" }).end("ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, server };
}

async function send(product: Product, body: unknown): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${product.port}/ingest`, {
    method: "POST",
    headers: { authorization: `Bearer ${product.token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.text();
  if (response.status !== 200) throw new Error(`ingest: ${response.status} ${answer}`);
}

const spending = (tenant: string, id: string) => ({
  id,
  tenant,
  feature: "chat",
  environment: "production",
  provider: "openai",
  model: "gpt-4o-2024-08-06",
  usage: { input_tokens: 1_000_000, output_tokens: 10_000 },
});

interface Round {
  name: string;
  kind: "slack" | "webhook";
  tenants: number;
  /** Between two tenants' events; 0: all in one request. */
  everyMs: number;
}

const ROUNDS: readonly Round[] = [
  { name: "generic webhook, a tenant every 200 ms", kind: "webhook", tenants: 150, everyMs: 200 },
  { name: "generic webhook, 50 tenants in one request", kind: "webhook", tenants: 50, everyMs: 0 },
  { name: "Slack, a tenant every 1.3 s", kind: "slack", tenants: 40, everyMs: 1300 },
  { name: "Slack, 10 tenants in one request (one message a second)", kind: "slack", tenants: 10, everyMs: 0 },
];

interface Result {
  latenciesMs: number[];
  messages: number;
  tenants: number;
  /** Messages about a tenant beyond its first. */
  repeated: number;
  sentence: string;
}

async function run(product: Product, round: Round, at: number): Promise<Result> {
  const receiver = await startReceiver();
  const names = Array.from({ length: round.tenants }, (_, index) => `r${at}-tenant-${String(index).padStart(4, "0")}`);
  const config = { url: `${receiver.url}/hook` };
  const given = newChannel.parse({ name: `receiver ${at}`, kind: round.kind, allow_private_addresses: true, config });
  const { channel } = await createChannel(given, author);
  const acknowledged = new Map<string, number>();
  const ingest = async (tenants: readonly string[], which: string) => {
    await send(product, { events: tenants.map((tenant) => spending(tenant, `${tenant}-${which}`)) });
    const now = performance.now();
    for (const tenant of tenants) if (!acknowledged.has(tenant)) acknowledged.set(tenant, now);
  };
  const tenantOf = ({ text }: Received) => text.match(/r\d+-tenant-\d{4}/)?.[0] ?? "";
  const first = () => new Map([...receiver.received].reverse().map((message) => [tenantOf(message), message]));
  if (round.everyMs === 0) await ingest(names, "first");
  else
    for (const name of names) {
      await ingest([name], "first");
      await delay(round.everyMs);
    }
  for (const end = performance.now() + PATIENCE_MS; first().size < names.length && performance.now() < end; ) await delay(20);
  // More of the same is no news.
  await ingest(names, "again");
  await delay(QUIET_MS);
  await changeChannel(channel.id, { enabled: false }, author);
  const arrived = first();
  const latenciesMs = names.flatMap((name) => {
    const message = arrived.get(name);
    return message ? [message.atMs - (acknowledged.get(name) ?? 0)] : [];
  });
  receiver.server.close();
  const sentence = receiver.received[0]?.text.match(/r\d+-tenant-\d{4} has spent [^"\\]*/)?.[0] ?? "";
  const messages = receiver.received.length;
  latenciesMs.sort((a, b) => a - b);
  return { latenciesMs, messages, tenants: names.length, repeated: messages - arrived.size, sentence };
}

/**
 * `npm run bench -- alert-latency`: tenants overspend their budgets by real events; from the acknowledgement of the event
 * until the message is at a local receiver that stands in for Slack or a webhook.
 */
export async function benchAlertLatency(): Promise<void> {
  const product = await startProduct();
  try {
    setDatabaseUrl(product.databaseUrl);
    setSecret(SECRET);
    const terms = { name: "Each tenant", scope: {}, each: "tenant", period: "month", limit: LIMIT_USD, thresholds: [100] };
    await createBudget(newBudget.parse(terms), author);
    // The instance has the new budget within a second.
    await delay(2000);
    const results: [Round, Result][] = [];
    for (const [at, round] of ROUNDS.entries()) results.push([round, await run(product, round, at)]);
    const ms = (value: number) => `${Math.round(value)} ms`;
    const rows = results.map(([round, { latenciesMs, messages, tenants, repeated }]) => [
      round.name,
      `${latenciesMs.length} of ${tenants}`,
      String(messages),
      String(repeated),
      ms(percentile(latenciesMs, 0.5)),
      ms(percentile(latenciesMs, 0.95)),
      ms(Math.max(...latenciesMs)),
    ]);
    const judged = results.filter(([{ everyMs }]) => everyMs > 0);
    const met = judged.every(([, { latenciesMs }]) => percentile(latenciesMs, 0.95) <= TARGET_MS);
    const once = results.every(([, { latenciesMs, repeated, tenants }]) => latenciesMs.length === tenants && repeated === 0);
    writeSection(
      "alert-latency",
      `From the acknowledgement of the event that overspends a tenant's budget ($${LIMIT_USD} a month) until its message is received. Each tenant then spends as much again, which is no news.

${table(["channel", "tenants told", "messages", "repeated", "p50", "p95", "slowest"], rows)}

- p95 at a steady pace: target ${TARGET_MS} ms, ${met ? "met" : "falls short"}. Slack takes one message a second from a channel, so ten at once wait for each other; that is Slack's limit, not ours to pass.
- The machine's load at the end of the run: ${(loadavg()[0] ?? 0).toFixed(1)} on ${cpus().length} cores.
- Every tenant told exactly once: ${once ? "yes" : "NO"}.
- What is said: "${results[0]?.[1].sentence ?? ""}"`,
    );
  } finally {
    await closeDatabase();
    await product.stop();
  }
}
