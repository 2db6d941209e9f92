import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { uuidv7 } from "uuidv7";
import { makeToken, tokenHash } from "@/lib/access/token-format";
import { embeddedSettings } from "@/lib/platform/embedded/tuning";
import { startEmbeddedDatabase } from "@/lib/platform/embedded-database";
import { httpPost, runLoad } from "./http-load";
import { collectorFlags } from "./product";
import { table, writeSection } from "./results";

const TOKENS = 200;
const CONNECTIONS = 64;
const TURN_SECONDS = 4;
const PAIRS = 5;
const CHECKS = 3_000_000;
const LIMIT = 0.05;

interface Turn {
  rate: number;
  /** Processor time of the product's process, µs a request. */
  cost: number;
}

/** What else runs on the machine only ever adds to processor time, by emptying caches. */
const least = (turns: Turn[]) => Math.min(...turns.map(({ cost }) => cost));
const middle = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function order<T>(child: ChildProcess, text: object): Promise<T> {
  return new Promise((resolve) => {
    child.once("message", (answer) => resolve(answer as T));
    child.send(text);
  });
}

async function makeTokens(url: string): Promise<string[]> {
  const client = new pg.Client(url);
  await client.connect();
  const tokens = Array.from({ length: TOKENS }, makeToken);
  for (const [index, token] of tokens.entries())
    await client.query("INSERT INTO api_token (id, name, token_hash, last4, scopes) VALUES ($1, $2, $3, $4, '{ingest:write}')", [
      uuidv7(),
      `bench-${index}`,
      tokenHash(token),
      token.slice(-4),
    ]);
  await client.query(
    "INSERT INTO change_version (name) VALUES ('tokens') ON CONFLICT (name) DO UPDATE SET version = change_version.version + 1",
  );
  await client.end();
  return tokens.map((token) => `Bearer ${token}`);
}

const run = randomUUID().slice(0, 8);
let count = 0;

function single(header: string): Buffer {
  const event = {
    id: `${run}-${count++}`,
    source: "bench",
    tenant: `tenant-${count % 300}`,
    feature: `feature-${count % 8}`,
    environment: "production",
    model: "gpt-4o",
    usage: { input_tokens: 1200, output_tokens: 80, cache_read_tokens: 300 },
    status: 200,
    latency_ms: 640,
  };
  return httpPost("/ingest", JSON.stringify(event), { authorization: header, "content-type": "application/json" });
}

async function turn(child: ChildProcess, port: number, headers: string[], prechecked: boolean, seconds: number): Promise<Turn> {
  await order(child, { prechecked, headers });
  const before = await order<number>(child, {});
  const next = () => single(headers[count % headers.length] ?? "");
  const load = await runLoad({ port, connections: CONNECTIONS, seconds, next });
  if (load.failures > 0) throw new Error(`${load.failures} events were not answered with 200`);
  const after = await order<number>(child, {});
  return { rate: load.requests / load.seconds, cost: (after - before) / load.requests };
}

async function measure(child: ChildProcess, port: number, url: string) {
  const headers = await makeTokens(url);
  await turn(child, port, headers, false, TURN_SECONDS);
  await turn(child, port, headers, true, TURN_SECONDS);
  const checked: Turn[] = [];
  const prechecked: Turn[] = [];
  // In turns, the first of each pair changing: what the machine does besides hits both alike.
  for (let pair = 0; pair < PAIRS; pair++)
    for (const without of pair % 2 === 0 ? [false, true] : [true, false])
      (without ? prechecked : checked).push(await turn(child, port, headers, without, TURN_SECONDS));
  await order(child, { prechecked: false, headers });
  const known = await order<number>(child, { checks: CHECKS, headers });
  const hashed = await order<number>(child, { checks: 1, headers, hashed: true });
  return { checked, prechecked, known: known / 1000, hashed: hashed / 1000 };
}

function report({ checked, prechecked, known, hashed }: Awaited<ReturnType<typeof measure>>): void {
  const cost = least(checked);
  const rates = [checked, prechecked].map((turns) => middle(turns.map(({ rate }) => rate))) as [number, number];
  const costs = [cost, least(prechecked)] as const;
  const pairs = checked.map((each, at) => 1 - each.rate / (prechecked[at]?.rate ?? Number.NaN));
  const percent = (share: number) => `${(share * 100).toFixed(share < 0.01 ? 2 : 1)}%`;
  const verdict = (share: number) => (share <= LIMIT ? "met" : "falls short");
  const rows = [
    ["a single event, processor time of the product's process", `${cost.toFixed(1)} µs`, "", ""],
    ["check of a token seen before", `${known.toFixed(3)} µs`, percent(known / cost), `<= 5%: ${verdict(known / cost)}`],
    [
      "check at a token's first sight (SHA-256, look-up), once an instance",
      `${hashed.toFixed(2)} µs`,
      percent(hashed / cost),
      `<= 5%: ${verdict(hashed / cost)}`,
    ],
    ["rate with the check", `${Math.round(rates[0]).toLocaleString("en")} requests/s`, "", ""],
    [
      "rate with the principal given, unchecked",
      `${Math.round(rates[1]).toLocaleString("en")} requests/s`,
      percent(1 - rates[0] / rates[1]),
      "(the machine's noise is larger than the check)",
    ],
    ["processor time a request without the check", `${costs[1].toFixed(1)} µs`, percent(1 - costs[1] / costs[0]), ""],
  ];
  writeSection(
    "auth",
    `The check of the API token on /ingest: ${TOKENS} tokens in turn, single events over ${CONNECTIONS} connections, everything on this machine (load average ${loadavg()[0]?.toFixed(1)} at the end). Its cost is measured alone, ${CHECKS.toLocaleString("en")} checks within the serving process, and set against the processor time that the same process takes for a whole single event under load (the least of ${PAIRS} turns of ${TURN_SECONDS} s, so that other work does not make the share look small). The looks for changed tokens, one small query per 400 ms, are in the turns' figures, not in the check's. The rate with and without the check, in alternating turns, is the cross-check: differences of the pairs ${pairs.map(percent).join(", ")}.\n\n${table(["what", "measured", "share of a single event", "target"], rows)}`,
  );
}

/** `npm run bench -- auth`: what the check of the token costs on /ingest. */
export async function benchAuth(): Promise<void> {
  const root = mkdtempSync(path.join(tmpdir(), "costwarden-bench-"));
  chmodSync(root, 0o755);
  const database = await startEmbeddedDatabase({ directory: path.join(root, "db"), settings: embeddedSettings() });
  const admin = new pg.Client(database.url);
  await admin.connect();
  await admin.query("CREATE DATABASE costwarden");
  await admin.end();
  const url = database.url.replace(/\/postgres$/, "/costwarden");
  const child = fork("dist/bench.mjs", ["auth-subject"], {
    execArgv: [...collectorFlags(), "--enable-source-maps"],
    env: {
      ...process.env,
      DATABASE_URL: url,
      COSTWARDEN_SECRET: "a secret for the benchmark only",
      COSTWARDEN_LOG_LEVEL: "error",
      NODE_ENV: "production",
    },
  });
  try {
    const port = await new Promise<number>((resolve, reject) => {
      child.once("message", (answer) => resolve(answer as number));
      child.once("exit", (code) => reject(new Error(`the product ended with ${code}`)));
    });
    report(await measure(child, port, url));
  } finally {
    if (child.connected) child.disconnect();
    if (child.exitCode === null) await new Promise((resolve) => child.once("exit", resolve));
    await database.stop();
    rmSync(root, { recursive: true, force: true });
  }
}
